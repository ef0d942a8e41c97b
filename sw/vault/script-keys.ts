import * as v from 'valibot';
import { AuthError } from '../../shared/auth-error.js';
import { SCRIPT_KEYS_PROPERTY, type ScriptKey } from '../../shared/script-keys.js';

const KEY_BYTES = 32;

const ScriptKeys = v.array(
  v.object({ id: v.pipe(v.string(), v.minLength(1)), key: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)) }),
);

/**
 * Takes the keys that the server has written at the script's head, the newest first, and removes them from the global
 * object, so that only who held them from the start has them. None where the script was served without, or where what is
 * there are no keys.
 */
export function takeScriptKeys(scope: object): readonly ScriptKey[] {
  const found: unknown = Reflect.get(scope, SCRIPT_KEYS_PROPERTY);
  Reflect.deleteProperty(scope, SCRIPT_KEYS_PROPERTY);
  const keys = v.safeParse(ScriptKeys, found);
  return keys.success ? keys.output : [];
}

/** A key to seal with, which cannot be extracted again. */
export async function importScriptKey({ key }: ScriptKey): Promise<CryptoKey> {
  const bytes = new Uint8Array(KEY_BYTES);
  const text = atob(key.replaceAll('-', '+').replaceAll('_', '/'));
  for (let n = 0; n < KEY_BYTES; n++) bytes[n] = text.charCodeAt(n);
  return await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Why a worker that must have a key of its script's has none that it could use. */
export function scriptKeyError(isModule: boolean): AuthError {
  const required = "sealing is 'script-required'";
  if (isModule) {
    return new AuthError({
      kind: 'configuration',
      message: `${required}, and the worker was registered as a module: browsers send no cookie for such a script, so that its key would be another one at every look for an update.`,
      recoverySuggestion: "Bundle the worker's script as a classic one, and register it without type: 'module'.",
    });
  }
  return new AuthError({
    kind: 'configuration',
    message: `${required}, and the worker's script was served without a key: not by the handler of cognito-session-worker/server, or to a browser that sends no Sec-Fetch-Dest header.`,
    recoverySuggestion:
      "Serve the worker's script with that handler, and let no proxy drop the request's Sec-Fetch-Dest, Service-Worker and Cookie headers; for old browsers choose 'script-preferred'.",
  });
}
