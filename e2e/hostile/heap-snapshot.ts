import type { Page } from 'playwright/test';

interface HeapSnapshot {
  readonly strings: readonly string[];
}

/**
 * The strings that the page holds after a garbage collection, each up to its first 1,024 characters, as V8 shows them.
 * Only Chromium offers this.
 */
export async function stringsInHeap(page: Page): Promise<readonly string[]> {
  const devtools = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }: { chunk: string }) => chunks.push(chunk));
  try {
    await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  } finally {
    await devtools.detach();
  }
  return (JSON.parse(chunks.join('')) as HeapSnapshot).strings;
}
