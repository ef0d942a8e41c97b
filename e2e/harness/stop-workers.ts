import type { Page } from 'playwright/test';

/** Starting and stopping take milliseconds; a machine that stands still takes seconds. */
const STOP_TIMEOUT_MS = 60_000;

interface WorkerVersion {
  readonly versionId: string;
  readonly scriptURL: string;
  readonly runningStatus: 'stopped' | 'starting' | 'running' | 'stopping';
}

/**
 * Stops the service workers of this page's origin, as Chromium does to an idle one, and resolves once each of them has
 * stopped. The next event starts them again. Only Chromium offers this.
 */
export async function stopWorkers(page: Page): Promise<void> {
  const { origin } = new URL(page.url());
  const devtools = await page.context().newCDPSession(page);
  const statuses = new Map<string, WorkerVersion['runningStatus']>();
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        const seen = JSON.stringify([...statuses]);
        reject(new Error(`The workers of ${origin} did not stop within ${STOP_TIMEOUT_MS} ms: ${seen}.`));
      }, STOP_TIMEOUT_MS);
      let asked = false;
      devtools.on('ServiceWorker.workerVersionUpdated', ({ versions }: { versions: WorkerVersion[] }) => {
        for (const { versionId, scriptURL, runningStatus } of versions) {
          if (new URL(scriptURL).origin === origin) statuses.set(versionId, runningStatus);
        }
        if (statuses.size === 0) return;
        if ([...statuses.values()].every((status) => status === 'stopped')) {
          clearTimeout(timer);
          resolve();
        } else if (!asked) {
          // Asked only once the workers are known, for what is reported afterwards is then the effect.
          asked = true;
          for (const versionId of statuses.keys())
            devtools.send('ServiceWorker.stopWorker', { versionId }).catch(reject);
        }
      });
      devtools.send('ServiceWorker.enable').catch(reject);
    });
  } finally {
    await devtools.detach();
  }
}
