import { type SealingNote, STORE, type VaultConnection } from './database.js';

const NAME = 'sealing-authority';

/**
 * Which of several workers may say that a key is gone. During an update, and where the app registers its script for more
 * than one scope, workers with older and with newer keys share the database; one that meets a key it has not got may simply
 * be older. So each notes its own key when it is put in charge, and the word of the one that was last is final.
 */
export interface SealingAuthority {
  /** Never rejects: where the note could not be left, the next chance is when something is sealed. */
  claim(): Promise<void>;
  /**
   * To be awaited before something is sealed: the note may have gone with the database. Leaves it where there is none, or one of
   * a worker whose key this one has as well, among its older ones. Never rejects.
   */
  ensure(): Promise<void>;
  /** The database may have become another one, without the note. */
  forget(): void;
  /** Whether no other worker was put in charge since. Takes charge where nobody has. */
  isOurs(): Promise<boolean>;
}

/**
 * @param app the key of the app's record: another app of the origin has keys of its own, and may share the database.
 * @param keyId of the key that this worker seals with; empty for the database's own.
 * @param keys by their ids, that one and the older ones.
 */
export function createSealingAuthority(
  vault: VaultConnection,
  app: string,
  keyId: string,
  keys: { has(id: string): boolean },
): SealingAuthority {
  let claimed = Promise.resolve();
  let ensured: Promise<void> | undefined;

  function note(mayReplace: (noted: string) => boolean): Promise<void> {
    return vault
      .use(async (database) => {
        const { store, done } = database.transaction(STORE, 'readwrite');
        const stored: unknown = await store.get(NAME);
        const noted = keyIdIn(stored);
        const keyIds = { ...(stored as SealingNote | undefined)?.keyIds, [app]: keyId };
        if (noted === undefined || mayReplace(noted)) await store.put({ keyId, keyIds } satisfies SealingNote, NAME);
        await done;
      })
      .catch(() => {
        ensured = undefined;
      });
  }

  function claim(): Promise<void> {
    claimed = note(() => true);
    return claimed;
  }

  /** Undefined for what is no note: there is none, or something else stands in its place. */
  function keyIdIn(stored: unknown): string | undefined {
    const note = stored as SealingNote | null | undefined;
    return note?.keyIds?.[app] ?? note?.keyId;
  }

  return {
    claim,
    ensure() {
      ensured ??= note((noted) => keys.has(noted));
      return ensured;
    },
    forget() {
      ensured = undefined;
    },
    async isOurs() {
      await claimed;
      const noted = keyIdIn(await vault.use((database) => database.get(STORE, NAME)));
      if (noted === undefined) await claim();
      return noted === undefined || noted === keyId;
    },
  };
}
