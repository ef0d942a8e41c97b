import { type SealingNote, STORE, type VaultConnection } from './database.js';

const NAME = 'sealing-authority';

/**
 * Which of several workers may say that a key is gone. During an update, and where the app registers its script for more
 * than one scope, workers with older and with newer keys share the database; one that meets a key it has not got may simply
 * be older. So each notes its own key when it is put in charge, and the word of the one that was last is final.
 */
export interface SealingAuthority {
  /** Never rejects: where the note could not be left, the next chance is this worker's successor's. */
  claim(): Promise<void>;
  /** Whether no other worker was put in charge since. Takes charge where nobody has. */
  isOurs(): Promise<boolean>;
}

/** @param keyId of the key that this worker seals with; empty for the database's own. */
export function createSealingAuthority(vault: VaultConnection, keyId: string): SealingAuthority {
  let claimed = Promise.resolve();

  function claim(): Promise<void> {
    claimed = vault
      .use((database) => database.put(STORE, { keyId }, NAME))
      .then(
        () => {},
        () => {},
      );
    return claimed;
  }

  return {
    claim,
    async isOurs() {
      await claimed;
      const noted = await vault.use((database) => database.get(STORE, NAME));
      if (noted === undefined) await claim();
      return noted === undefined || (noted as SealingNote | null)?.keyId === keyId;
    },
  };
}
