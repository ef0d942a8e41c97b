import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Tally } from './ledger.js';
import type { SeedRange, SeedReport } from './seed-process.js';

export interface SeedsOptions {
  readonly first: number;
  readonly count: number;
  readonly defect?: string | undefined;
  readonly processes?: number | undefined;
  /** Enough failures to end with, rather than to go on to the last seed. */
  readonly failuresWanted?: number;
  readonly onProgress?: (schedules: number) => void;
}

export interface SeedsResult {
  readonly schedules: number;
  readonly tally: Tally;
  /** Ascending. */
  readonly failed: readonly number[];
}

const SCRIPT = fileURLToPath(new URL('./seed-process.ts', import.meta.url));

/** Runs the schedules of many seeds, on all cores: a process each, because a schedule takes the globals of its own. */
export async function runSeeds(options: SeedsOptions): Promise<SeedsResult> {
  const { first, count, defect, processes = availableParallelism(), failuresWanted = 5, onProgress } = options;
  let schedules = 0;
  const tally: Tally = {};
  const failed: number[] = [];
  const children: ChildProcess[] = [];

  function take(report: SeedReport): void {
    schedules += report.schedules;
    for (const [what, times] of Object.entries(report.tally)) tally[what] = (tally[what] ?? 0) + times;
    failed.push(...report.failed);
    onProgress?.(schedules);
    if (failed.length >= failuresWanted) for (const child of children) child.kill();
  }

  await Promise.all(
    Array.from({ length: processes }, (_, index) => {
      const range: SeedRange = {
        first: first + index,
        end: first + count,
        stride: processes,
        ...(defect && { defect }),
      };
      const child = fork(SCRIPT, [JSON.stringify(range)], { execArgv: ['--import', 'tsx'] });
      children.push(child);
      return new Promise<void>((resolve, reject) => {
        child.on('message', (report) => take(report as SeedReport));
        child.on('error', reject);
        child.on('exit', (code, signal) => {
          if (code === 0 || signal === 'SIGTERM') resolve();
          else reject(new Error(`A process of the simulation ended with ${code ?? signal}.`));
        });
      });
    }),
  );
  return { schedules, tally, failed: failed.sort((a, b) => a - b) };
}
