import type { Page } from 'playwright/test';
import type { RecordedDatabase } from './recorded-version.js';

/** The names of the database, its store and its key are a part of what later versions have to know. */
const NAMES = { database: 'cognito-session-worker', store: 'vault', key: 'sealing-key' } as const;

/** Makes the database with a key that can be read again, so that what a worker seals can be recorded. */
export function makeDatabaseWithReadableKey(page: Page): Promise<void> {
  return page.evaluate(async (names) => {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open(names.database, 1);
      opening.onerror = () => reject(opening.error);
      opening.onupgradeneeded = () => opening.result.createObjectStore(names.store).put(key, names.key);
      opening.onsuccess = () => {
        opening.result.close();
        resolve();
      };
    });
  }, NAMES);
}

/** All that a worker has stored. */
export function readDatabase(page: Page): Promise<RecordedDatabase> {
  return page.evaluate(async (names) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(names.database);
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => resolve(opening.result);
    });
    const store = database.transaction(names.store).objectStore(names.store);
    const result = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve) => {
        request.onsuccess = () => resolve(request.result);
      });
    const [keys, values] = await Promise.all([result(store.getAllKeys()), result(store.getAll())]);
    const { version } = database;
    database.close();

    function plain(value: unknown): unknown {
      if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
        const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
        return { $bytes: value.constructor.name, base64: btoa(String.fromCharCode(...bytes)) };
      }
      if (Array.isArray(value)) return value.map(plain);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
    }

    const entries: Record<string, unknown> = {};
    let sealingKey: JsonWebKey = {};
    for (const [index, key] of keys.entries()) {
      const value: unknown = values[index];
      if (value instanceof CryptoKey) sealingKey = await crypto.subtle.exportKey('jwk', value);
      else entries[String(key)] = plain(value);
    }
    return { version, sealingKey, entries };
  }, NAMES);
}

/** Leaves the database as the recorded version left it. The key cannot be read any more, as no worker's can. */
export function restoreDatabase(page: Page, recorded: RecordedDatabase): Promise<void> {
  return page.evaluate(
    async ({ names, recorded: { version, sealingKey, entries } }) => {
      const key = await crypto.subtle.importKey('jwk', sealingKey, 'AES-GCM', false, ['encrypt', 'decrypt']);

      function restored(value: unknown): unknown {
        if (Array.isArray(value)) return value.map(restored);
        if (typeof value !== 'object' || value === null) return value;
        if ('$bytes' in value && 'base64' in value) {
          const bytes = Uint8Array.from(atob(String(value.base64)), (character) => character.charCodeAt(0));
          return value.$bytes === 'ArrayBuffer' ? bytes.buffer : bytes;
        }
        return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, restored(member)]));
      }

      await new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(names.database, version);
        opening.onerror = () => reject(opening.error);
        opening.onupgradeneeded = () => {
          const store = opening.result.createObjectStore(names.store);
          store.put(key, names.key);
          for (const [name, value] of Object.entries(entries)) store.put(restored(value), name);
        };
        opening.onsuccess = () => {
          opening.result.close();
          resolve();
        };
      });
    },
    { names: NAMES, recorded },
  );
}
