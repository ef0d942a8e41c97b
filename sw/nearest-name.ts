/** More slips than this are another word. */
const MOST_SLIPS = 3;

/** The known name that was probably meant: the same but for upper and lower case, or for at most three slips. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, slips: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.slips - other.slips);
  const [best] = ranked;
  return best !== undefined && best.slips <= Math.min(MOST_SLIPS, name.length / 2) ? best.candidate : undefined;
}

/** Levenshtein's distance: how many characters must be put in, left out or changed. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, character] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (character === to[j] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length]!;
}
