/** More slips than this are another word. */
const MOST_SLIPS = 3;

/** The known name that was probably meant: the same but for upper and lower case, or for at most three slips. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const most = Math.min(MOST_SLIPS, Math.floor(name.length / 2));
  const ranked = known
    .map((candidate) => ({ candidate, slips: editDistance(name.toLowerCase(), candidate.toLowerCase(), most) }))
    .filter(({ slips }) => slips <= most)
    .sort((one, other) => one.slips - other.slips);
  return ranked[0]?.candidate;
}

/**
 * Levenshtein's distance: how many characters must be put in, left out or changed. Infinity where that is more than `most`,
 * which keeps the search short.
 */
function editDistance(from: string, to: string, most: number): number {
  if (most < 0) return Number.POSITIVE_INFINITY;
  const [fromRest, toRest] = [from.slice(1), to.slice(1)];
  if (from !== '' && from[0] === to[0]) return editDistance(fromRest, toRest, most);
  if (from === '' || to === '') return from.length + to.length;
  const changed = [editDistance(fromRest, toRest, most - 1), editDistance(fromRest, to, most - 1)];
  return 1 + Math.min(...changed, editDistance(from, toRest, most - 1));
}
