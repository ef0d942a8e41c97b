import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { SCRIPT_KEYS_PROPERTY, type ScriptKey } from '../../shared/script-keys.js';
import type { Sealed } from '../session/record.js';
import { emptyRecord } from '../session/record.js';
import { connectVault, type VaultConnection } from './database.js';
import { openStorage, type StorageOptions } from './open-storage.js';
import { createRecordStore } from './record-store.js';
import { takeScriptKeys } from './script-keys.js';
import { createSealer } from './sealer.js';
import { createSealingKeys, type SealingKeys } from './sealing-keys.js';

let names = 0;
const newName = () => `sealing-${names++}`;

const scriptKey = (letter: string): ScriptKey => ({ id: letter, key: letter.repeat(43) });
const [OLD, NEW, OTHER] = [scriptKey('a'), scriptKey('b'), scriptKey('c')];

function worker(vault: VaultConnection, scriptKeys: readonly ScriptKey[], sealWith: 'database' | 'script' = 'script') {
  const keys: SealingKeys = createSealingKeys(vault, 'client', scriptKeys, sealWith);
  return { ...createSealer(keys), takeCharge: keys.takeCharge };
}

/** As a whole, whose connection tells its keys when it is lost. */
const storage = (name: string, scriptKeys: readonly ScriptKey[]) =>
  openStorage({ name, key: 'client', storage: 'persistent', sealing: 'script-required', scriptKeys });

describe('the keys at the script’s head', () => {
  test('are taken, and are there for nobody after that', () => {
    const scope = { [SCRIPT_KEYS_PROPERTY]: [NEW, OLD] };
    expect(takeScriptKeys(scope)).toEqual([NEW, OLD]);
    expect(scope).toEqual({});
    expect(takeScriptKeys(scope)).toEqual([]);
  });

  test.each([
    ['a text', 'key'],
    ['no list', NEW],
    ['a key that is too short', [{ id: 'a', key: 'short' }]],
    ['a key without an id', [{ id: '', key: NEW.key }]],
    ['null', null],
  ])('are none where %s is in their place, which is removed as well', (_name, found) => {
    const scope = { [SCRIPT_KEYS_PROPERTY]: found };
    expect(takeScriptKeys(scope)).toEqual([]);
    expect(scope).toEqual({});
  });
});

describe('a value sealed under the script’s key', () => {
  test('is unsealed by the next worker with that key, and by none without; the database has no key for it', async () => {
    const name = newName();
    const vault = connectVault(name);
    const sealed = await worker(vault, [OLD]).seal('value', 'tokens');
    expect(sealed.keyId).toBe(OLD.id);
    await expect(worker(connectVault(name), [OLD]).unseal(sealed, 'tokens')).resolves.toBe('value');
    await expect(worker(vault, [OTHER]).unseal(sealed, 'tokens')).rejects.toThrow();
    await expect(worker(vault, []).unseal(sealed, 'tokens')).rejects.toThrow();
    expect(await vault.use((database) => database.get('vault', 'sealing-key'))).toBeUndefined();
    await expect(worker(vault, [OLD]).unseal(sealed, 'credentials')).rejects.toMatchObject({ kind: 'sessionExpired' });
  });

  test('does not open when it is given out as another key’s', async () => {
    const vault = connectVault(newName());
    const sealed = await worker(vault, [OLD]).seal('value', 'tokens');
    const claimed = { ...sealed, keyId: NEW.id };
    await expect(worker(vault, [NEW]).unseal(claimed, 'tokens')).rejects.toMatchObject({ kind: 'sessionExpired' });
  });

  test.each<[string, readonly ScriptKey[], 'database' | 'script', boolean]>([
    ['the same key', [OLD], 'script', true],
    ['a newer key before it', [NEW, OLD], 'script', false],
    ['the database’s key from now on', [OLD], 'database', false],
  ])('is read on with %s', async (_name, keys, sealWith, isCurrent) => {
    const vault = connectVault(newName());
    const sealed = await worker(vault, [OLD]).seal('value', 'tokens');
    const next = worker(vault, keys, sealWith);
    await next.takeCharge();
    expect(next.isCurrent(sealed)).toBe(isCurrent);
    await expect(next.isLost(sealed)).resolves.toBe(false);
    await expect(next.unseal(sealed, 'tokens')).resolves.toBe('value');
    expect(next.isCurrent(await next.seal('value', 'tokens'))).toBe(true);
  });

  test('is read by a worker that has the database’s key, what was sealed before, too', async () => {
    const vault = connectVault(newName());
    const sealed = await worker(vault, [], 'database').seal('value', 'tokens');
    const next = worker(vault, [NEW]);
    expect(next.isCurrent(sealed)).toBe(false);
    await expect(next.unseal(sealed, 'tokens')).resolves.toBe('value');
  });
});

describe('whether a key is gone', () => {
  async function sealedBy(vault: VaultConnection, key: ScriptKey): Promise<Sealed<string>> {
    const sealer = worker(vault, [key]);
    await sealer.takeCharge();
    return await sealer.seal('value', 'tokens');
  }

  test('is for the worker to say that was put in charge last: an older one fails in passing, and ends nothing', async () => {
    const vault = connectVault(newName());
    const older = worker(vault, [OLD]);
    await older.takeCharge();
    const sealed = await sealedBy(vault, NEW);
    await expect(older.isLost(sealed)).resolves.toBe(false);
    await expect(older.unseal(sealed, 'tokens')).rejects.toMatchObject({ kind: 'unknown', retryable: true });
  });

  test('the last one says so, whether it seals with a key of its script’s or with the database’s', async () => {
    for (const [keys, sealWith] of [[[NEW], 'script'] as const, [[], 'database'] as const]) {
      const vault = connectVault(newName());
      const sealed = await sealedBy(vault, OLD);
      const next = worker(vault, keys, sealWith);
      await expect(next.isLost(sealed)).resolves.toBe(false);
      await next.takeCharge();
      await expect(next.isLost(sealed)).resolves.toBe(true);
      await expect(next.unseal(sealed, 'tokens')).rejects.toMatchObject({ kind: 'sessionExpired', retryable: false });
    }
  });

  test('is said by whoever asks first where no worker was ever put in charge', async () => {
    const sealed = await worker(connectVault(newName()), [OLD]).seal('value', 'tokens');
    const vault = connectVault(newName());
    await expect(worker(vault, [NEW]).isLost(sealed)).resolves.toBe(true);
    await expect(worker(vault, [OTHER]).isLost(sealed)).resolves.toBe(false);
  });

  test('is said all the same where the note of who is in charge is something else', async () => {
    const sealed = await worker(connectVault(newName()), [OLD]).seal('value', 'tokens');
    const vault = connectVault(newName());
    await vault.use((database) => database.put('vault', 'damaged' as never, 'sealing-authority'));
    await expect(worker(vault, [NEW]).isLost(sealed)).resolves.toBe(true);
  });

  test('is not for an older worker of another scope to say where the note has gone with the database', async () => {
    const name = newName();
    const [older, newer] = [worker(connectVault(name), [OLD]), storage(name, [NEW, OLD])];
    await older.takeCharge();
    await newer.takeCharge();
    await deleteDB(name);
    const sealed = await newer.sealer.seal('value', 'tokens');
    await newer.store.read();
    await expect(older.isLost(sealed)).resolves.toBe(false);
  });

  test('is for the newer worker to say, though the older one has sealed first in a new database', async () => {
    const name = newName();
    const [older, newer] = [worker(connectVault(name), [OLD]), storage(name, [NEW, OLD])];
    await older.seal('value', 'tokens');
    const sealed = await newer.sealer.seal('value', 'tokens');
    await newer.store.read();
    await expect(older.isLost(sealed)).resolves.toBe(false);
  });

  test('is not another app’s on the origin to say', async () => {
    const name = newName();
    const sealed = await storage(name, [OLD]).sealer.seal('a sign-in', 'tokens');
    const next = storage(name, [NEW]);
    await next.takeCharge();
    await expect(next.sealer.isLost(sealed)).resolves.toBe(true);
    const options = { name, storage: 'persistent', sealing: 'script-required' } as const;
    await openStorage({ ...options, key: 'client of another app', scriptKeys: [OTHER] }).takeCharge();
    await expect(next.sealer.isLost(sealed)).resolves.toBe(true);
  });

  test('is not to be said once a worker of an earlier version was put in charge, which does not tell whose it is', async () => {
    const name = newName();
    const vault = connectVault(name);
    const sealed = await worker(vault, [OLD]).seal('a sign-in', 'tokens');
    const next = worker(vault, [NEW]);
    await next.takeCharge();
    await vault.use((database) => database.put('vault', { keyId: OTHER.id }, 'sealing-authority'));
    await expect(next.isLost(sealed)).resolves.toBe(false);
  });

  test('is not known while the database fails', async () => {
    const vault: VaultConnection = {
      use: async () => {
        throw new Error('no database');
      },
    };
    const sealed = { iv: new Uint8Array(12), ciphertext: new ArrayBuffer(0), keyId: 'x' };
    await worker(vault, [NEW]).takeCharge();
    await expect(worker(vault, [NEW]).isLost(sealed)).rejects.toThrow('no database');
  });
});

test('something else in the place of the database’s key is replaced, and keeps nobody from signing in', async () => {
  const vault = connectVault(newName());
  const foreign = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  await vault.use((database) => database.put('vault', foreign, 'sealing-key'));
  const sealed = await worker(vault, [], 'database').seal('value', 'tokens');
  await expect(worker(vault, [], 'database').unseal(sealed, 'tokens')).resolves.toBe('value');
});

test('what is sealed after the database was deleted under a running worker opens for the next one', async () => {
  const name = newName();
  const start = () =>
    openStorage({ name, key: 'client', storage: 'persistent', sealing: 'database', scriptKeys: [] }).sealer;
  const sealer = start();
  await sealer.seal('before', 'tokens');
  await deleteDB(name);
  const sealed = await sealer.seal('after', 'tokens');
  await expect(start().unseal(sealed, 'tokens')).resolves.toBe('after');
});

describe('storage in memory', () => {
  const inMemory = (name: string, scriptKeys: readonly ScriptKey[] = []) =>
    openStorage({ name, key: 'client', storage: 'memory', sealing: 'database', scriptKeys });

  async function databases(): Promise<(string | undefined)[]> {
    return (await indexedDB.databases()).map(({ name }) => name);
  }

  test('makes no database, and is another one for another worker', async () => {
    const name = newName();
    const [one, other] = [inMemory(name), inMemory(name)];
    const sealed = await one.sealer.seal('value', 'tokens');
    await expect(one.sealer.unseal(sealed, 'tokens')).resolves.toBe('value');
    await expect(other.sealer.isLost(sealed)).resolves.toBe(true);
    await one.store.update((record) => ({ ...record, generation: 7 }));
    expect((await one.store.read()).generation).toBe(7);
    expect(await other.store.read()).toMatchObject({ generation: 0, revision: 0 });
    expect((await other.store.read()).storeId).not.toBe((await one.store.read()).storeId);
    expect(await databases()).not.toContain(name);
  });

  test('a change that throws leaves the record as it was, and one that changes nothing the same object', async () => {
    const { store } = inMemory(newName());
    const before = await store.read();
    const fault = () => {
      throw new Error('a fault');
    };
    await expect(store.update(fault)).rejects.toThrow('a fault');
    expect((await store.update((record) => record)).after).toBe(before);
  });

  test.each<[string, Pick<StorageOptions, 'sealing' | 'scriptKeys'>]>([
    ['the database’s key', { sealing: 'database', scriptKeys: [] }],
    ['the script’s key', { sealing: 'script-required', scriptKeys: [OLD] }],
  ])('takes over once what was stored under %s, which is not in the database any more', async (_name, options) => {
    const name = newName();
    const stored = openStorage({ name, key: 'client', storage: 'persistent', ...options });
    const sealed = await stored.sealer.seal({ idToken: 'i', accessToken: 'a', refreshToken: 'r' }, 'tokens');
    const pending = { id: 'p', sealed, failures: 0, retryAt: 0 };
    await stored.store.update((record) => ({ ...record, generation: 3, revocations: [pending] }));

    const { store, sealer } = inMemory(name, options.scriptKeys);
    const [taken] = (await store.read()).revocations;
    expect((await store.read()).generation).toBe(3);
    expect(taken && (await sealer.unseal(taken.sealed, 'tokens'))).toMatchObject({ refreshToken: 'r' });
    expect(taken && sealer.isCurrent(taken.sealed)).toBe(false);
    expect((await inMemory(name).store.read()).generation).toBe(0);
    const left = connectVault(name).use((database) => database.get('vault', 'client'));
    expect(await left).toBeUndefined();
  });

  test('a record is born when it is first asked for, and not when the worker’s script runs', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const name = newName();
    const successor = inMemory(name); // is being installed
    vi.setSystemTime(Date.now() + 10);
    const present = await inMemory(name).store.read(); // started for a page's call meanwhile
    vi.setSystemTime(Date.now() + 10);
    const { bornAt } = await successor.store.read(); // in charge from now on: pages are to believe it
    expect(bornAt).toBe(Date.now());
    expect(bornAt).toBeGreaterThan(present.bornAt as number);
  });

  test('leaves the records of the origin’s other clients alone', async () => {
    const name = newName();
    const others = createRecordStore(connectVault(name), 'another client');
    const { storeId } = await others.update(() => emptyRecord('theirs', 'session')).then(({ after }) => after);
    await inMemory(name).store.read();
    expect(await others.read()).toMatchObject({ storeId });
  });
});
