/**
 * For the app's worker script: makes it the owner of the session.
 *
 * @module cognito-session-worker/worker
 */

export type {
  AttachRule,
  IdentityPoolConfig,
  ManagedLoginConfig,
  ProvidersConfig,
  SessionConfig,
  SessionWorkerConfig,
  UserPoolConfig,
} from './config.js';
export { fromAmplifyOutputs } from './from-amplify-outputs.js';
export { startSessionWorker } from './start-session-worker.js';
