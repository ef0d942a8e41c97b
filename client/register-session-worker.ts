import { AuthError, type AuthErrorData } from '../shared/auth-error.js';
import { LONGEST_TIMER_MS } from './alarm.js';
import { unwrap } from './auth-session.js';
import { connect, onNotice } from './connection.js';
import { createEnsureControl } from './control.js';
import { createSessionClient } from './create-session-client.js';
import { loadInstallation } from './load.js';
import type { SessionClient } from './session-client.js';
import { readTabId } from './tab-id.js';
import { createWorkerLink } from './worker-link.js';

/** How the worker's script is registered. */
export interface RegisterOptions {
  /** As in `navigator.serviceWorker.register`. By default the script's folder and everything below it. */
  readonly scope?: string;
  /** `module` if the script is to be loaded as an ES module. A classic script runs in every browser. */
  readonly type?: 'classic' | 'module';
  /**
   * How long the browser's look for a newer worker, and its installation, may hold up a page that an older one could serve, in
   * milliseconds: 500 unless said. A newer worker that refuses its configuration within this time makes the registration reject; one that does
   * so later is reported as an error that nobody handles. 0 waits for nothing, `Infinity` for however
   * long it takes.
   */
  readonly updateTimeoutMs?: number;
}

/** A look at a server that is near takes some 100 ms; a Chromium that was just started takes none for two seconds. */
const UPDATE_TIMEOUT_MS = 500;

const clients = new Map<string, Promise<SessionClient>>();

/**
 * Registers the session worker, waits until it is in charge, and connects this page to it. Called again with the same
 * script it answers the same client. Where an older worker is in charge and a newer one waits or is refused, the older
 * one serves on, and no reload is ever forced.
 *
 * Rejects with an {@link AuthError}: `configuration` if the worker's configuration is refused (the message names the
 * field), or if the browser cannot register the script; `unknown` if the worker does not answer.
 *
 * @param scriptUrl The app's worker script, which calls `startSessionWorker`; of the page's own origin.
 *
 * @example
 * import { registerSessionWorker } from 'cognito-session-worker';
 *
 * const auth = await registerSessionWorker('/session-worker.js');
 * await auth.signIn({ username: 'ada', password: 'Analytical-Engine-1843' });
 */
export async function registerSessionWorker(
  scriptUrl: string | URL,
  options: RegisterOptions = {},
): Promise<SessionClient> {
  let url: string;
  try {
    url = new URL(scriptUrl, document.baseURI).href;
    navigator.serviceWorker.startMessages(); // where there are service workers at all
  } catch (thrown) {
    throw await failure(scriptUrl, thrown);
  }
  const client = clients.get(url) ?? start(url, options);
  clients.set(url, client);
  return await client;
}

async function start(url: string, options: RegisterOptions): Promise<SessionClient> {
  const failed = new AbortController();
  const refused = new Promise<AuthErrorData>((resolve) => {
    onNotice(
      'configurationError',
      ({ scriptUrl, error }) => {
        if (scriptUrl === url) resolve(error);
      },
      failed.signal,
    );
  });

  /** Rejects if a worker refuses to be installed. */
  async function installed(registration: ServiceWorkerRegistration): Promise<void> {
    unwrap(await (await loadInstallation()).awaitInstallation(registration, refused));
  }

  async function install(): Promise<ServiceWorkerRegistration> {
    const registration = await register(url, options);
    if (!registration.active) await installed(registration);
    return registration;
  }

  async function checkForUpdate(registration: ServiceWorkerRegistration): Promise<void> {
    if (!registration.installing) await registration.update().catch(() => {});
    if (registration.installing) await installed(registration);
  }

  try {
    const registration = await register(url, options);
    let checked: Promise<void> | undefined;
    if (registration.active) {
      // Offline, from a slow server, or beside a newer one that caches a whole app, the worker that is there serves on.

      const limit = new Promise<void>((resolve) =>
        setTimeout(resolve, Math.min(options.updateTimeoutMs ?? UPDATE_TIMEOUT_MS, LONGEST_TIMER_MS)),
      );
      // For a newer one the page does not wait to be connected to the one that is there.
      checked = Promise.race([checkForUpdate(registration), limit]);
    } else await installed(registration); // a first worker has just been fetched
    const connection = await connect(createWorkerLink(registration, install), readTabId(), checked, failed.signal);
    const ensureControl = createEnsureControl(url, registration, connection.worker);
    await ensureControl().catch(() => {}); // the rest works all the same; fetch() tells who needs to know
    // A later update that is refused: nobody waits for it, but somebody should know.
    refused.then((error) => reportError(new AuthError(error)));
    return createSessionClient(connection, ensureControl);
  } catch (thrown) {
    failed.abort();
    clients.delete(url); // so that it can be tried again
    throw thrown;
  }
}

/** Makes the registration, or has it brought up to date where there is one. */
async function register(url: string, options: RegisterOptions): Promise<ServiceWorkerRegistration> {
  const { serviceWorker } = navigator;
  // Scripts that the worker's script imports, such as a configuration, are to be as fresh as itself.
  const asked = { ...options, updateViaCache: 'none' } as const;
  try {
    const { href } = new URL(options.scope ?? new URL('.', url), document.baseURI);
    const known = await serviceWorker.getRegistration(href);
    if (known?.active && known.scope === href) return await serviceWorker.register(url, asked);
    return await (await loadInstallation()).registerFirst(url, asked);
  } catch (thrown) {
    throw thrown instanceof AuthError ? thrown : await failure(url, thrown);
  }
}

async function failure(url: string | URL, cause: unknown): Promise<AuthError> {
  return new AuthError((await loadInstallation()).describeFailure(url, cause));
}
