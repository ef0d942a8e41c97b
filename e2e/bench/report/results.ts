import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, platform, totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { Row, Unit } from '../measure.js';

/** What has to be the same for two figures to be comparable. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly platform: string;
  /** Such as `Chrome/156.0.8078.79`. */
  readonly browser: string;
}

export interface MeasureResult {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  /** ISO 8601, UTC. */
  readonly measuredAt: string;
  /** The machine's one-minute load average just before: on an idle machine near 0. */
  readonly loadAverage: number;
  readonly rows: readonly Row[];
}

/** The content of docs/benchmarks/results.json. */
export interface Results {
  readonly machine: Machine;
  readonly measures: readonly MeasureResult[];
}

export const RESULTS_FILE = 'docs/benchmarks/results.json';

export function thisMachine(browser: string): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
    platform: platform(),
    browser,
  };
}

export function readResults(file = RESULTS_FILE): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

export function writeResults(results: Results, file = RESULTS_FILE): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, roundedNumber, 2)}\n`);
}

/** A thousandth of a millisecond is less than the clock can tell. */
function roundedNumber(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}

/**
 * The known results with the new ones in the place of those of the same measures, in the order of `ids`. Figures of another
 * machine or browser are not kept beside the new ones.
 */
export function merge(known: Results | undefined, fresh: Results, ids: readonly string[]): Results {
  const isComparable = JSON.stringify(known?.machine) === JSON.stringify(fresh.machine);
  const byId = new Map<string, MeasureResult>();
  for (const it of [...(isComparable && known ? known.measures : []), ...fresh.measures]) byId.set(it.id, it);
  return { machine: fresh.machine, measures: ids.flatMap((id) => byId.get(id) ?? []) };
}
