import { looseObject, type ObjectEntries, pipe, rawCheck } from 'valibot';
import { nearestName } from './nearest-name.js';

/** Fields of the design that this version does not have yet. To ignore one would be worse than to refuse it. */
const NOT_YET = 'is not supported by this version of cognito-session-worker: leave it out';

/**
 * An object with these fields and no others. Every unknown field is an issue of its own, which valibot's strictObject does
 * not do.
 */
export function fields<Entries extends ObjectEntries>(entries: Entries, notYet: readonly string[] = []) {
  const known = Object.keys(entries);
  return pipe(
    looseObject(entries),
    rawCheck(({ dataset, addIssue }) => {
      const input: unknown = dataset.value;
      if (typeof input !== 'object' || input === null) return; // is an issue already
      for (const [key, value] of Object.entries(input)) {
        if (known.includes(key) || value === undefined) continue;
        const message = notYet.includes(key) ? NOT_YET : unknownField(key, known);
        addIssue({ message, path: [{ type: 'object', origin: 'key', input: { ...input }, key, value }] });
      }
    }),
  );
}

function unknownField(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return `is not a known field; ${nearest === undefined ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`}`;
}
