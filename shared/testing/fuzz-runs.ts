/** As far as a test may look outside: nothing that is shipped is compiled with Node's types. */
declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

const FACTOR = process.env['FUZZ_FACTOR'];

/** What `npm test` tries is the same each time, so that it fails because of a change and not by chance. */
const SEED = 20_261_125;

/**
 * How often a property is tried. In `npm run unit` it is tried so often that all of them take some seconds; `FUZZ_FACTOR=100`
 * before a run of the same tests tries each a hundred times as often, with other values each time.
 */
export function fuzzRuns(numRuns: number): { readonly numRuns: number; readonly seed?: number } {
  return FACTOR === undefined ? { numRuns, seed: SEED } : { numRuns: Math.round(numRuns * Number(FACTOR)) };
}

/** For a test whose runs are many: as long as they take. */
export const FUZZ_TIMEOUT_MS = 60_000 * Math.max(1, Number(FACTOR ?? 1));
