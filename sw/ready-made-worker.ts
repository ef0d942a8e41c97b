import { AuthError } from '../shared/auth-error.js';
import type { SessionWorkerConfig } from './config.js';
import { refuseInstallation } from './rpc/refuse-installation.js';
import { startSessionWorker } from './start-session-worker.js';

/**
 * The worker of apps that bundle none: `cognito-session-worker init` puts it, bundled, into the app's public folder. Its
 * configuration is a script beside it that the browser keeps as a part of this one, so that no page has a say in it.
 */

declare const self: ServiceWorkerGlobalScope & { sessionWorkerConfig?: SessionWorkerConfig };

const CONFIG = 'cognito-session-worker.config.js';

function readConfig(): SessionWorkerConfig {
  try {
    importScripts(`./${CONFIG}`);
  } catch (thrown) {
    throw configError(`could not be loaded beside the worker's script (${thrown})`);
  }
  const { sessionWorkerConfig } = self;
  if (sessionWorkerConfig === undefined) throw configError('does not set self.sessionWorkerConfig');
  return sessionWorkerConfig;
}

function configError(problem: string): AuthError {
  return new AuthError({
    kind: 'configuration',
    message: `${CONFIG} ${problem}.`,
    recoverySuggestion: 'Run npx cognito-session-worker init <public folder>, which makes one, and fill it in.',
  });
}

try {
  startSessionWorker(readConfig());
} catch (thrown) {
  if (!(thrown instanceof AuthError)) throw thrown;
  refuseInstallation(self, thrown);
}
