import type { Stage } from './stage.js';
import { type Summary, summarize } from './statistics.js';

/** What a contender is to the session worker: what no layer can be faster than, another library, or the layer itself. */
export type Role = 'floor' | 'ours' | 'peer' | 'control';

/** One contender's figure. */
export interface Figure {
  readonly contender: string;
  readonly role: Role;
  /** The median where there are samples. */
  readonly value: number;
  readonly spread?: Summary;
  /** What has to be known to read it. */
  readonly note?: string;
}

/** What the issue asks for. */
export interface Target {
  /** Such as `p50 at most 1.5 × stock Comlink over a port`. */
  readonly goal: string;
  /** A ratio, or a figure in the unit of the measure. */
  readonly reached: number;
  readonly limit: number;
  readonly met: boolean;
}

/** A row of the table: contenders that do the same. */
export interface Row {
  readonly what: string;
  readonly figures: readonly Figure[];
  readonly targets: readonly Target[];
}

export type Unit = 'ms' | 'kB' | 'requests';

export interface Measure {
  /** For `--only`. */
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  run(stage: Stage): Promise<readonly Row[]>;
}

export function figure(contender: string, role: Role, samples: readonly number[], note?: string): Figure {
  const spread = summarize(samples);
  return { contender, role, value: spread.p50, spread, ...(note !== undefined && { note }) };
}

export const atMost = (goal: string, reached: number, limit: number): Target => ({
  goal,
  reached,
  limit,
  met: reached <= limit,
});
