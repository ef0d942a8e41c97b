import type { Page } from 'playwright/test';
import type { SessionClient } from '../../client/index.js';
import type { AuthErrorData } from '../../shared/auth-error.js';

/** The methods that take plain data and answer plain data. */
type PlainMethod = Exclude<
  keyof SessionClient,
  'fetchAuthSession' | 'signOut' | 'getSnapshot' | 'subscribe' | 'addEventListener' | 'removeEventListener'
>;

export type Output<M extends PlainMethod> = Awaited<ReturnType<SessionClient[M]>>;

/** Calls a method of the tab's client. Answers its output, or the data of the error that it rejected with. */
export function call<M extends PlainMethod>(
  tab: Page,
  method: M,
  ...args: Parameters<SessionClient[M]>
): Promise<Output<M> | AuthErrorData> {
  return tab.evaluate(
    async ([name, given]) => {
      const run = window.auth[name] as (...input: unknown[]) => Promise<unknown>;
      return await run(...given).catch((thrown: InstanceType<typeof window.library.AuthError>) => thrown.toData());
    },
    [method, args] as [PlainMethod, unknown[]],
  ) as Promise<Output<M> | AuthErrorData>;
}

/** Everything that is stored, as a page can read it: sealed values by their length. It bears a new revision after any write. */
export function stored(tab: Page): Promise<string> {
  return tab.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('cognito-session-worker');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const records = await new Promise<unknown[]>((resolve, reject) => {
      const reading = database.transaction('vault').objectStore('vault').getAll();
      reading.onsuccess = () => resolve(reading.result);
      reading.onerror = () => reject(reading.error);
    });
    database.close();
    return JSON.stringify(records, (_key, value: unknown) => (value instanceof ArrayBuffer ? value.byteLength : value));
  });
}
