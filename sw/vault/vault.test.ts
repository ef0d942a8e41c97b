import 'fake-indexeddb/auto';
import * as fc from 'fast-check';
import { deleteDB, openDB } from 'idb';
import { describe, expect, test } from 'vitest';
import { FUZZ_TIMEOUT_MS, fuzzRuns } from '../../shared/testing/fuzz-runs.js';
import { outdatedValuesOf } from '../session/sealed-values.js';
import { connectVault, type VaultConnection } from './database.js';
import { createRecordStore } from './record-store.js';
import { createSealer } from './sealer.js';
import { createSealingKeys } from './sealing-keys.js';

let names = 0;
const connect = () => connectVault(`vault-${names++}`);

const createDatabaseSealer = (vault: VaultConnection) =>
  createSealer(createSealingKeys(vault, 'client', [], 'database'));

describe('the record store', () => {
  test('an empty record gets its ids once, and keeps them', async () => {
    const vault = connect();
    const first = await createRecordStore(vault, 'client').read();
    const again = await createRecordStore(vault, 'client').read();
    expect(again).toEqual(first);
    expect(await createRecordStore(vault, 'another client').read()).not.toMatchObject({ storeId: first.storeId });
  });

  test('changes made at once are made one after the other, and none is lost', async () => {
    const store = createRecordStore(connect(), 'client');
    await Promise.all(
      Array.from({ length: 50 }, () => store.update((record) => ({ ...record, revision: record.revision + 1 }))),
    );
    expect((await store.read()).revision).toBe(50);
  });

  test('a change that throws leaves the record as it was', async () => {
    const store = createRecordStore(connect(), 'client');
    const before = await store.read();
    await expect(
      store.update(() => {
        throw new Error('a fault');
      }),
    ).rejects.toThrow();
    expect(await store.read()).toEqual(before);
  });

  test('a change that changes nothing writes nothing', async () => {
    const store = createRecordStore(connect(), 'client');
    const { before, after } = await store.update((record) => record);
    expect(after).toBe(before);
  });
});

describe('a database that is not as this version left it', () => {
  /** Puts anything in the place of the record. */
  async function damage(vault: ReturnType<typeof connect>, value: unknown): Promise<void> {
    await vault.use((database) => database.put('vault', value as never, 'client'));
  }

  const sealed = { iv: new Uint8Array(12), ciphertext: new ArrayBuffer(16) };
  const signIn = {
    user: { username: 'ada', userId: 'sub' },
    tokens: { sealed, version: 1 },
    since: 0,
    lastActivityAt: 0,
    renewals: 0,
  };

  test('whatever stands in the place of the record: it is read as one, or counts as none, and can be written over', {
    timeout: FUZZ_TIMEOUT_MS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), fc.object()), async (value) => {
        fc.pre(isCloneable(value));
        const vault = connect();
        await damage(vault, value);
        const store = createRecordStore(vault, 'client');
        expect(await store.read()).toMatchObject({ revision: 0, challenges: {} });
        expect((await store.update((it) => ({ ...it, revision: 7 }))).after.revision).toBe(7);
      }),
      fuzzRuns(100),
    );
  });

  test.each([
    ['user', { ...signIn, user: { username: 'ada' } }],
    ['sealed tokens', { ...signIn, tokens: { sealed: 'text', version: 1 } }],
    ['version', { ...signIn, tokens: { sealed } }],
  ])('a sign-in whose %s is damaged counts as no record', async (_what, damaged) => {
    const vault = connect();
    const store = createRecordStore(vault, 'client');
    const { storeId } = await store.read();
    await damage(vault, { ...(await store.read()), signIn });
    expect(await store.read()).toMatchObject({ storeId, signIn: { user: { username: 'ada' } } });
    await damage(vault, { ...(await store.read()), signIn: damaged });
    const record = await store.read();
    expect(record.signIn).toBeUndefined();
    expect(record.storeId).not.toBe(storeId);
  });

  test.each([
    ['whose devices are none', null],
    ['with a device that is none', { sub: null }],
    ['with a device whose secret is damaged', { sub: { deviceKey: 'key' } }],
    ['with a damaged confirmation of a device', { sub: { deviceKey: 'key', sealed, confirmation: 1 } }],
  ])('a record %s counts as none', async (_what, devices) => {
    const vault = connect();
    const store = createRecordStore(vault, 'client');
    const { storeId } = await store.read();
    await damage(vault, { ...(await store.read()), devices: { sub: { deviceKey: 'key', sealed } } });
    expect(await store.read()).toMatchObject({ storeId, devices: { sub: { deviceKey: 'key' } } });
    await damage(vault, { ...(await store.read()), devices });
    const record = await store.read();
    expect(record.storeId).not.toBe(storeId);
    expect(outdatedValuesOf(record, createDatabaseSealer(vault))).toEqual([]);
  });

  test('what a later version has added to the record stays in it', async () => {
    const vault = connect();
    const store = createRecordStore(vault, 'client');
    await damage(vault, { ...(await store.read()), signIn, added: { by: 'a later version' } });
    const { after } = await store.update((record) => ({ ...record, revision: 2 }));
    expect(after).toMatchObject({ revision: 2, signIn, added: { by: 'a later version' } });
  });

  test('a database of a later version is opened, and its session is there', async () => {
    const name = `vault-${names++}`;
    await createRecordStore(connectVault(name), 'client').update((record) => ({ ...record, signIn, revision: 1 }));
    const later = await openDB(name, 2, { upgrade: (database) => void database.createObjectStore('another') });
    later.close();
    const store = createRecordStore(connectVault(name), 'client');
    expect(await store.read()).toMatchObject({ signIn });
    expect((await store.update((record) => ({ ...record, revision: 2 }))).after.revision).toBe(2);
  });

  test('a database deleted while it is open is made again, empty', async () => {
    const name = `vault-${names++}`;
    const store = createRecordStore(connectVault(name), 'client');
    const { after } = await store.update((record) => ({ ...record, signIn, revision: 1 }));
    await deleteDB(name);
    const record = await store.read();
    expect(record.signIn).toBeUndefined();
    expect(record.storeId).not.toBe(after.storeId);
  });
});

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

describe('the sealer', () => {
  test('unseals what it sealed, and so does the next worker', async () => {
    const vault = connect();
    const sealed = await createDatabaseSealer(vault).seal({ secret: 'value' }, 'tokens');
    expect(new TextDecoder().decode(sealed.ciphertext)).not.toContain('value');
    await expect(createDatabaseSealer(vault).unseal(sealed, 'tokens')).resolves.toEqual({ secret: 'value' });
  });

  test('two workers that start at once share one key', async () => {
    const vault = connect();
    const [one, other] = [createDatabaseSealer(vault), createDatabaseSealer(vault)];
    const [first, second] = await Promise.all([one.seal('first', 'tokens'), other.seal('second', 'tokens')]);
    await expect(other.unseal(first, 'tokens')).resolves.toBe('first');
    await expect(one.unseal(second, 'tokens')).resolves.toBe('second');
  });

  test.each([
    ['was sealed for another purpose', 'credentials' as const, (bytes: Uint8Array) => bytes],
    [
      'was altered',
      'tokens' as const,
      (bytes: Uint8Array) => bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte)),
    ],
  ])('refuses a value that %s', async (_name, purpose, alter) => {
    const sealer = createDatabaseSealer(connect());
    const { iv, ciphertext } = await sealer.seal('value', 'tokens');
    const altered = { iv, ciphertext: alter(new Uint8Array(ciphertext)).buffer as ArrayBuffer };
    await expect(sealer.unseal(altered, purpose)).rejects.toMatchObject({ kind: 'sessionExpired' });
  });

  test('the key cannot be extracted', async () => {
    const vault = connect();
    await createDatabaseSealer(vault).seal('value', 'tokens');
    const key = (await vault.use((database) => database.get('vault', 'sealing-key'))) as CryptoKey;
    expect(key.extractable).toBe(false);
  });
});
