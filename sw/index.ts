/**
 * For the app's worker script: makes it the owner of the session.
 *
 * @module cognito-session-worker/worker
 */

export type {
  AttachRule,
  AttachRuleBase,
  BearerRule,
  IdentityPoolConfig,
  ManagedLoginConfig,
  ProvidersConfig,
  SealingMode,
  SessionConfig,
  SessionWorkerConfig,
  SigV4Rule,
  SigV4Scope,
  StorageMode,
  UserPoolConfig,
} from './config.js';
export { fromAmplifyOutputs } from './from-amplify-outputs.js';
export { startSessionWorker } from './start-session-worker.js';
