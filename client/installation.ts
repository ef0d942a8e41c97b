import { Workbox } from 'workbox-window/build/workbox-window.prod.mjs';
import type { AuthErrorData, AuthErrorInit } from '../shared/auth-error.js';
import type { SessionApi } from '../shared/session-api.js';
import type { WireResult } from '../shared/wire-result.js';

// What a page needs where a worker is being installed or could not be registered, or where a page came past it: loaded then,
// when the browser has just loaded the worker's script, or the page. It shares no code with the page's entry, so that a bundler makes one file of it.

/** A refused worker says why before it is discarded; the two news may overtake each other by this, in ms. */
const EXPLANATION_TIMEOUT_MS = 1_000;

/** Registers a script that was not registered for its scope before. */
export async function registerFirst(
  scriptUrl: string,
  options: RegistrationOptions,
): Promise<ServiceWorkerRegistration> {
  const registration = await new Workbox(scriptUrl, options).register({ immediate: true });
  if (registration) return registration;
  throw new Error('No registration was made.');
}

/**
 * Waits until a worker is active and no newer one is being judged. Answers why a worker has refused to be installed; an older
 * one serves on then, but the developer has to know.
 *
 * @param refused resolves with what a refusing worker says.
 */
export async function awaitInstallation(
  registration: ServiceWorkerRegistration,
  refused: Promise<AuthErrorData>,
): Promise<WireResult<null>> {
  const { installing } = registration;
  if (installing) {
    const outcome = await settled(installing, registration.active !== null);
    if (outcome === 'redundant') return { ok: false, error: await Promise.race([refused, unexplained()]) };
  }
  if (!registration.active) {
    const worker = registration.waiting ?? registration.installing;
    if (worker) await settled(worker, false);
  }
  return { ok: true, value: null };
}

/** Waits until a worker is active (or, where another one is active already, installed), or discarded. */
function settled(worker: ServiceWorker, installedSuffices: boolean): Promise<ServiceWorkerState> {
  return new Promise((resolve) => {
    function look(): void {
      const { state } = worker;
      if (state === 'installing' || (state === 'installed' && !installedSuffices) || state === 'activating') return;
      worker.removeEventListener('statechange', look);
      resolve(state);
    }
    worker.addEventListener('statechange', look);
    look();
  });
}

async function unexplained(): Promise<AuthErrorData> {
  await new Promise((resolve) => setTimeout(resolve, EXPLANATION_TIMEOUT_MS));
  return {
    kind: 'configuration',
    message: 'The browser could not install the worker script.',
    recoverySuggestion: "Look at the worker's console for an error that its script throws while it is installed.",
    retryable: false,
  };
}

/** How long to wait for the browser to hand the page over once the worker has claimed it, in ms; measured: 5. */
const CONTROL_TIMEOUT_MS = 1_000;

/** Has the worker claim this page, and waits until requests of this page come to it. */
export async function takeControl(worker: SessionApi, isControlled: () => boolean): Promise<WireResult<null>> {
  const ended = new AbortController();
  const controlled = new Promise<unknown>((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', resolve, { signal: ended.signal });
  });
  const claimed = await worker.claim();
  // Another call of this page may have had it claimed before: then nothing changes any more.
  if (claimed.ok) await Promise.race([controlled, new Promise((resolve) => setTimeout(resolve, CONTROL_TIMEOUT_MS))]);
  ended.abort();
  return isControlled() || !claimed.ok ? claimed : { ok: false, error: NOT_HANDED_OVER };
}

const NOT_HANDED_OVER: AuthErrorData = {
  kind: 'configuration',
  message: 'The browser has not handed this page over to the session worker, which has claimed it.',
  recoverySuggestion: 'Try again, or reload the page.',
  retryable: true,
};

/** What it means that the browser has not registered the script. */
export function describeFailure(scriptUrl: string | URL, cause: unknown): AuthErrorInit {
  if (!('serviceWorker' in navigator)) {
    return {
      kind: 'configuration',
      message: 'There are no service workers here.',
      recoverySuggestion: isSecureContext
        ? 'Use a browser that has service workers; private windows of some have none.'
        : 'Serve the page over https, or from localhost.',
    };
  }
  return {
    kind: 'configuration',
    message: `The worker script ${scriptUrl} could not be registered: ${(cause as Error).message}`,
    recoverySuggestion:
      'Check that the script exists, is served as JavaScript, runs without an error and covers the scope. To make one: npx cognito-session-worker init <folder>',
    cause,
  };
}
