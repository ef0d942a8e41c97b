import * as v from 'valibot';
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
