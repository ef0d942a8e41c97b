import type { SessionContext } from './context.js';
import type { Sealed, SessionRecord } from './record.js';
import { resealed } from './seal-changes.js';
import { outdatedValuesOf, sealName } from './sealed-values.js';

/**
 * Seals anew, in the background, whatever is sealed under another key than the one that seals now: because the server's
 * secret was rotated, or the app has changed the way in which it seals. What cannot be unsealed is left to whoever needs it.
 */
export function createResealing({ background, door, sealer }: SessionContext): (record: SessionRecord) => void {
  let underWay = false;

  async function reseal(record: SessionRecord): Promise<void> {
    const replacements = new Map<string, Sealed<unknown>>();
    for (const { sealed, purpose } of outdatedValuesOf(record, sealer)) {
      try {
        replacements.set(sealName(sealed), await sealer.seal(await sealer.unseal(sealed, purpose), purpose));
      } catch {
        // Its key is not to be had now, or it was altered.
      }
    }
    if (replacements.size > 0) await door.change(resealed(replacements));
  }

  return (record) => {
    if (underWay || outdatedValuesOf(record, sealer).length === 0) return;
    underWay = true;
    background.run(() =>
      reseal(record).finally(() => {
        underWay = false;
      }),
    );
  };
}
