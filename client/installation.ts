import { AuthError } from '../shared/auth-error.js';
import { onNotice } from './connection.js';

/** A refused worker says why before it is discarded; the two news may overtake each other by this, in ms. */
const EXPLANATION_TIMEOUT_MS = 1_000;

/** Hears of a worker of this script that refuses its configuration. */
export interface RefusalWatch {
  /** Resolves with the error when a worker has refused. */
  readonly refused: Promise<AuthError>;
  stop(): void;
}

export function watchForRefusal(scriptUrl: string): RefusalWatch {
  if (!('serviceWorker' in navigator)) return { refused: new Promise(() => {}), stop: () => {} };
  let stop = () => {};
  const refused = new Promise<AuthError>((resolve) => {
    stop = onNotice((notice) => {
      if (notice.type === 'configurationError' && notice.scriptUrl === scriptUrl) {
        resolve(AuthError.fromData(notice.error));
      }
    });
  });
  return { refused, stop };
}

/**
 * Resolves once a worker is active and no newer one is still being judged. Rejects if a worker refused to be installed:
 * an older one serves on, but the developer has to know.
 */
export async function awaitInstallation(
  registration: ServiceWorkerRegistration,
  refusal: RefusalWatch,
  updateTimeoutMs: number,
): Promise<void> {
  if (registration.active && !registration.installing) await checkForUpdate(registration, updateTimeoutMs);
  const { installing } = registration;
  if (installing) {
    const outcome = await settled(installing, registration.active !== null);
    if (outcome === 'redundant') throw await Promise.race([refusal.refused, unexplained()]);
  }
  if (!registration.active) {
    const worker = registration.waiting ?? registration.installing;
    if (worker) await settled(worker, false);
  }
}

/** Offline, or from a slow server, the worker that is there serves without further ado. */
async function checkForUpdate(registration: ServiceWorkerRegistration, timeoutMs: number): Promise<void> {
  const checked = registration.update().then(
    () => {},
    () => {},
  );
  await Promise.race([checked, after(timeoutMs)]);
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

async function unexplained(): Promise<AuthError> {
  await after(EXPLANATION_TIMEOUT_MS);
  return new AuthError({
    kind: 'configuration',
    message: 'The browser could not install the worker script.',
    recoverySuggestion: "Look at the worker's console for an error that its script throws while it is installed.",
  });
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
