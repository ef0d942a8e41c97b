/**
 * How keys get from the server into the worker: the handler that serves a sealed worker writes them at the head of the
 * script, and `startSessionWorker` takes them from there.
 */

/** A property of the worker's global object: a list of {@link ScriptKey}, the newest first. */
export const SCRIPT_KEYS_PROPERTY = '__cognitoSessionWorkerScriptKeys';

/** A key that is in the script's bytes, for one browser. */
export interface ScriptKey {
  /** Names the key, and tells nothing of it: it stands in the clear beside what is sealed. */
  readonly id: string;
  /** 32 bytes for AES-256-GCM, in base64url without padding. */
  readonly key: string;
}
