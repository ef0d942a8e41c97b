import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { signedIn } from '../session/changes.js';
import { emptyRecord, type Sealed } from '../session/record.js';
import { tokensRenewed } from '../session/renewal-changes.js';
import { snapshotOf } from '../session/snapshot.js';
import { without } from '../session/without.js';
import { connectVault } from './database.js';
import { createRecordStore } from './record-store.js';

const sealed = <T>(iv: number): Sealed<T> => ({ iv: new Uint8Array([iv]), ciphertext: new ArrayBuffer(0) });

const signIn = (username: string, generation: number) =>
  signedIn({
    generation,
    newSessionId: `session of ${username}`,
    user: { username, userId: `sub of ${username}` },
    tokens: { sealed: sealed(1) },
    now: 0,
    revocationId: `revocation of ${username}`,
  });

test("a refresh that comes after the site's data was cleared does not reach whoever has signed in since", async () => {
  // Two databases stand for the one before and the one after.
  const before = createRecordStore(connectVault('before'), 'client');
  const after = createRecordStore(connectVault('after'), 'client');
  const ada = (await before.update(signIn('ada', (await before.read()).generation))).after;
  const grace = (await after.update(signIn('grace', (await after.read()).generation))).after;

  await after.update(
    tokensRenewed({
      generation: ada.generation,
      tokensVersion: 1,
      tokens: { sealed: sealed(2) },
      rotated: false,
      revocationId: 'late',
    }),
  );
  expect((await after.read()).signIn).toEqual(grace.signIn);
});

test("the record that is made after the site's data was cleared is the younger one, and says so to the pages", async () => {
  const times = [];
  for (const name of ['the first', 'the second']) {
    const { bornAt } = await createRecordStore(connectVault(name), 'client').read();
    times.push(bornAt);
    await vi.waitUntil(() => Date.now() > (bornAt as number), { timeout: 10_000 });
  }
  const [first, second] = times as [number, number];
  expect(second).toBeGreaterThan(first);
  const record = emptyRecord('store', 'session', 0, second);
  const time = { now: 0, offsetMs: 0, certain: true };
  const options = { expiryBufferMs: 0, granted: { awsCredentials: true, cognitoTokens: true }, policy: {} };
  expect(snapshotOf(record, time, options, 0)).toMatchObject({ bornAt: second });
  // One that was stored before births were written down tells none.
  expect(snapshotOf(without(record, 'bornAt'), time, options, 0)).not.toHaveProperty('bornAt');
});
