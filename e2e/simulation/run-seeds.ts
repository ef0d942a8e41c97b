import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { bundleSeedProcess } from './bundle-seed-process.js';
import type { Tally } from './ledger.js';
import type { SeedRange, SeedReport } from './seed-process.js';

export interface SeedsOptions {
  readonly first: number;
  readonly count: number;
  readonly defect?: string | undefined;
  readonly processes?: number | undefined;
  /** Enough failures to end with, rather than to go on to the last seed. */
  readonly failuresWanted?: number;
  /** Ends it early, without an error: what was done is told. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SeedsProgress) => void;
}

export interface SeedsProgress {
  readonly schedules: number;
  /** Every seed below this was run. */
  readonly next: number;
}

export interface SeedsResult extends SeedsProgress {
  readonly tally: Tally;
  /** Ascending. */
  readonly failed: readonly number[];
}

/**
 * A schedule leaves a megabyte behind, which dies young if there is room for a few of them; and where each core has its
 * process, threads that help to collect it only stand in each other's way.
 */
const FLAGS = ['--max-semi-space-size=32', '--single-threaded-gc', '--enable-source-maps'];

/** Runs the schedules of many seeds, on all cores: a process each, because a schedule takes the globals of its own. */
export async function runSeeds(options: SeedsOptions): Promise<SeedsResult> {
  const { first, count, defect, processes = availableParallelism(), failuresWanted = 5, signal, onProgress } = options;
  const end = first + count;
  let schedules = 0;
  const tally: Tally = {};
  const failed: number[] = [];
  const nextOf = Array.from({ length: processes }, (_, index) => first + index);
  const next = () => Math.min(end, ...nextOf);
  const children: ChildProcess[] = [];
  const stop = () => {
    for (const child of children) child.kill();
  };

  function take(report: SeedReport, index: number): void {
    schedules += report.schedules;
    for (const [what, times] of Object.entries(report.tally)) tally[what] = (tally[what] ?? 0) + times;
    failed.push(...report.failed);
    nextOf[index] = report.next;
    onProgress?.({ schedules, next: next() });
    if (failed.length >= failuresWanted) stop();
  }

  function start(script: string, index: number): Promise<void> {
    const range: SeedRange = { first: first + index, end, stride: processes, ...(defect && { defect }) };
    const child = fork(script, [JSON.stringify(range)], { execArgv: FLAGS });
    children.push(child);
    return new Promise<void>((resolve, reject) => {
      child.on('message', (report) => take(report as SeedReport, index));
      child.on('error', reject);
      child.on('exit', (code, killedBy) => {
        if (code === 0 || killedBy === 'SIGTERM' || killedBy === 'SIGINT') resolve();
        else reject(new Error(`A process of the simulation ended with ${code ?? killedBy}: it has written why.`));
      });
    });
  }

  const script = await bundleSeedProcess();
  signal?.addEventListener('abort', stop);
  try {
    await Promise.all(nextOf.map((_, index) => start(script.path, index)));
  } finally {
    stop();
    await script.dispose();
  }
  return { schedules, next: next(), tally, failed: failed.sort((a, b) => a - b) };
}
