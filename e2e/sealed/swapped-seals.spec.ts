import type { SessionRecord } from '../../sw/session/record.js';
import { expect, type Page, signIn, test } from './fixtures.js';

/** Puts the sealed tokens into the place of the credentials, of which the policy gives pages what is inside. */
function swapSeals(tab: Page): Promise<number> {
  return tab.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const request = indexedDB.open('cognito-session-worker');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const database = request.result;
          const transaction = database.transaction('vault', 'readwrite');
          let swapped = 0;
          transaction.objectStore('vault').openCursor().onsuccess = ({ target }) => {
            const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result;
            if (!cursor) return;
            const { signIn, identity, ...rest } = cursor.value as SessionRecord;
            if (signIn?.tokens && identity?.credentials) {
              const credentials = { ...identity.credentials, sealed: signIn.tokens.sealed };
              cursor.update({ ...rest, signIn, identity: { ...identity, credentials }, revision: rest.revision + 1 });
              swapped++;
            }
            cursor.continue();
          };
          transaction.oncomplete = () => {
            database.close();
            resolve(swapped);
          };
        };
      }),
  );
}

test.use({ workerConfig: { providers: { cognitoTokens: false } } });

test('script that swaps what is sealed in the database gets no withheld token out of the memory of the worker', async ({
  api,
  sealedWorker,
  openTab,
  user,
}) => {
  const tab = await openTab();
  expect(sealedWorker.keys()).not.toEqual([]);
  await signIn(tab, user);
  const ask = (times: number) =>
    tab.evaluate(
      async ({ url, count }) => {
        const told: unknown[] = [];
        for (let n = 0; n < count; n++) {
          told.push((await fetch(url)).status); // the worker unseals the tokens for itself
          const session = await window.auth.fetchAuthSession();
          if (!window.library.isAuthAWSCredentialsProvider(session)) throw new Error('credentials are withheld');
          told.push(await session.getAWSCredentials().catch(String));
        }
        return JSON.stringify(told);
      },
      { url: `${api.url}/v1/orders`, count: times },
    );
  expect(await ask(3)).toContain('accessKeyId');
  expect(await swapSeals(tab)).toBe(1);
  const told = await ask(8);
  expect(told).toContain('200');
  expect(told.includes('eyJ')).toBe(false);
});
