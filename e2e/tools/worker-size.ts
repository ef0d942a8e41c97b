import { bundle } from '../harness/bundle.js';
import { type Size, sizeOf } from './bundle-size.js';

export interface WorkerSize {
  readonly whole: Size;
  /** What of it is evaluated when the script is, before any call has come. */
  readonly atOnce: Size;
}

/** The size of a worker's script as the build makes it, dependencies included. */
export async function workerSize(entry = 'sw/index.ts'): Promise<WorkerSize> {
  const [whole, atOnce] = await Promise.all([
    bundle({ entry, format: 'esm', minify: true }),
    bundle({ entry, format: 'esm', minify: true, only: 'evaluated at once' }),
  ]);
  return { whole: sizeOf(whole), atOnce: sizeOf(atOnce) };
}
