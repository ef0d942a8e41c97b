import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { signedIn, tokensRenewed } from '../session/changes.js';
import type { Sealed } from '../session/record.js';
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
