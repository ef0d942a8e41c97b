import { Workbox } from 'workbox-window/build/workbox-window.prod.mjs';
import { AuthError } from '../shared/auth-error.js';
import { connect } from './connection.js';
import { createEnsureControl } from './control.js';
import { createSessionClient } from './create-session-client.js';
import { awaitInstallation, watchForRefusal } from './installation.js';
import type { SessionClient } from './session-client.js';
import { createWorkerLink } from './worker-link.js';

/** How the worker's script is registered. */
export interface RegisterOptions {
  /** As in `navigator.serviceWorker.register`. By default the script's folder and everything below it. */
  readonly scope?: string;
  /** `module` if the script is to be loaded as an ES module. A classic script runs in every browser. */
  readonly type?: 'classic' | 'module';
  /**
   * How long the browser's look for a newer worker may hold up a page that an older one could serve, in milliseconds: 500
   * unless said. A newer worker that refuses its configuration within this time makes the registration reject; one that does
   * so later is reported as an error that nobody handles. 0 waits for nothing.
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
export function registerSessionWorker(scriptUrl: string | URL, options: RegisterOptions = {}): Promise<SessionClient> {
  const url = new URL(scriptUrl, document.baseURI).href;
  const known = clients.get(url);
  if (known) return known;
  const client = start(url, options);
  clients.set(url, client);
  client.catch(() => clients.delete(url)); // so that it can be tried again
  return client;
}

async function start(url: string, options: RegisterOptions): Promise<SessionClient> {
  const refusal = watchForRefusal(url);
  const install = async () => {
    const registration = await register(url, options);
    await awaitInstallation(registration, refusal, options.updateTimeoutMs ?? UPDATE_TIMEOUT_MS);
    return registration;
  };
  try {
    const registration = await install();
    const link = createWorkerLink(registration, install);
    const connection = await connect(link);
    const ensureControl = createEnsureControl(url, registration, connection.worker);
    await ensureControl().catch(() => {}); // the rest works all the same; fetch() tells who needs to know
    refusal.refused.then(reportError); // a later update that is refused: nobody waits for it, but somebody should know
    return createSessionClient(connection, ensureControl);
  } catch (thrown) {
    refusal.stop();
    throw thrown;
  }
}

async function register(url: string, { scope, type }: RegisterOptions): Promise<ServiceWorkerRegistration> {
  if (!('serviceWorker' in navigator)) {
    throw new AuthError({
      kind: 'configuration',
      message: 'There are no service workers here.',
      recoverySuggestion: isSecureContext
        ? 'Use a browser that has service workers; private windows of some have none.'
        : 'Serve the page over https, or from localhost.',
    });
  }
  // Scripts that the worker's script imports, such as a configuration, are to be as fresh as itself.
  const workbox = new Workbox(url, { updateViaCache: 'none', ...(scope && { scope }), ...(type && { type }) });
  try {
    const registration = await workbox.register({ immediate: true });
    if (registration) return registration;
    throw new Error('No registration was made.');
  } catch (thrown) {
    throw new AuthError({
      kind: 'configuration',
      message: `The worker script ${url} could not be registered: ${(thrown as Error).message}`,
      recoverySuggestion:
        'Check that the script exists, is served as JavaScript, runs without an error and covers the scope. To make one: npx cognito-session-worker init <folder>',
      cause: thrown,
    });
  }
}
