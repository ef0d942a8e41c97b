/** What many samples of one thing come to. In the unit of the samples. */
export interface Summary {
  readonly samples: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/**
 * The q-quantile, between the two samples that it lies between, by linear interpolation.
 *
 * @param sorted ascending, at least one
 * @param q from 0 to 1
 */
export function quantile(sorted: readonly number[], q: number): number {
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** @throws RangeError where there are no samples, or one of them is no number: a median of those would be a lie. */
export function summarize(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new RangeError('There are no samples to summarize.');
  if (!samples.every(Number.isFinite)) throw new RangeError('A sample is not a finite number.');
  const sorted = [...samples].sort((one, other) => one - other);
  const at = (q: number) => quantile(sorted, q);
  return { samples: sorted.length, min: at(0), p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
