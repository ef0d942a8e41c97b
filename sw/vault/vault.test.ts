import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import { connectVault } from './database.js';
import { createRecordStore } from './record-store.js';
import { createDatabaseSealer } from './sealer.js';

let names = 0;
const connect = () => connectVault(`vault-${names++}`);

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
