import type { Hold, Lease, LeaseLock } from './ports.js';

/**
 * How long a write waits for others to let go, in milliseconds. They do so in a few; one that has no time to is busy, and
 * answers nobody before it gets to hear of the write.
 */
const LET_GO_LIMIT_MS = 1_000;

/**
 * The lease of the record. A worker answers from memory only during a hold, and the record in its memory was read during the
 * same hold. Whoever writes ends the holds of all first, its own included, and none begins until the write is over: so a
 * change that has been answered is seen by whoever asks later, whichever worker is asked.
 */
export function createLease(lock: LeaseLock, delay: (ms: number, signal: AbortSignal) => Promise<void>): Lease {
  let held: { readonly hold: Hold; end(): void } | undefined;
  let asking: Promise<void> | undefined;
  let writes = 0;
  /** One more whenever a hold ends, or would have. */
  let ends = 0;

  function letGo(): void {
    ends++;
    held?.end();
    held = undefined;
  }

  async function ask(): Promise<void> {
    const endsBefore = ends;
    const release = await lock.share(letGo);
    if (!release) return;
    // Somebody wants to write by now, or does: this worker itself, perhaps.
    if (ends !== endsBefore) return release();
    let lasts = true;
    const hold: Hold = {
      get lasts() {
        return lasts;
      },
    };
    held = {
      hold,
      end() {
        lasts = false;
        release();
      },
    };
  }

  function hold(): Hold | undefined {
    if (!held && !asking && writes === 0) {
      asking = ask()
        .catch(() => {}) // without a lock there is no hold, and no answer from memory
        .finally(() => {
          asking = undefined;
        });
    }
    return held?.hold;
  }

  return {
    hold,

    async sought() {
      hold();
      await asking;
      return held?.hold;
    },

    letGo,

    async alone(write) {
      writes++;
      letGo();
      const over = new AbortController();
      const owned = lock.own(over.signal);
      try {
        const waited = delay(LET_GO_LIMIT_MS, over.signal);
        await Promise.race([owned, waited]).catch(() => {});
        return await write();
      } finally {
        writes--;
        over.abort();
        owned.then(
          (release) => release(),
          () => {},
        );
      }
    },
  };
}

/** The lease of a record that no other worker can write. */
export function createSoleLease(): Lease {
  const alone: LeaseLock = { share: async () => () => {}, own: async () => () => {} };
  return createLease(alone, () => new Promise(() => {}));
}
