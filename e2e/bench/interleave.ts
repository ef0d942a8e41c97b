/** Takes some samples of one contender. */
export type Block = () => Promise<readonly number[]>;

/** In how many rounds, the first of which are thrown away. */
export interface Rounds {
  readonly warmUp: number;
  readonly rounds: number;
}

/** The order of a round: each contender is first, and last, as often as any other, and has either neighbour. */
export function orderOf<T>(contenders: readonly T[], round: number): T[] {
  const start = round % contenders.length;
  const rotated = [...contenders.slice(start), ...contenders.slice(0, start)];
  return Math.floor(round / contenders.length) % 2 === 0 ? rotated : rotated.reverse();
}

/**
 * Samples of all contenders, a block of each in every round, so that whatever the machine does meanwhile happens to all
 * of them. What the first rounds bring (scripts that are not compiled yet, connections, preflights) is left out.
 */
export async function interleave<Name extends string>(
  contenders: Readonly<Record<Name, Block>>,
  { warmUp, rounds }: Rounds,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of orderOf(names, round + warmUp)) {
      const block = await contenders[name]();
      if (round >= 0) samples[name].push(...block);
    }
  }
  return samples;
}
