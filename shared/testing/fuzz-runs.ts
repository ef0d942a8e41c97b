/** As far as a test may look outside: nothing that is shipped is compiled with Node's types. */
declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

export const FUZZ_FACTOR = process.env['FUZZ_FACTOR'];

/**
 * How often a property is tried. In `npm run unit` it is tried so often that all of them take some seconds; `FUZZ_FACTOR=100`
 * before a run of the same tests tries each a hundred times as often, with other values each time (`seed-properties.ts`).
 */
export function fuzzRuns(numRuns: number): { readonly numRuns: number } {
  return { numRuns: Math.round(numRuns * Number(FUZZ_FACTOR ?? 1)) };
}

/** For a test whose runs are many: as long as they take. */
export const FUZZ_TIMEOUT_MS = 60_000 * Math.max(1, Number(FUZZ_FACTOR ?? 1));
