import type { Page } from 'playwright/test';

/** What Chromium has told of the service workers of this page's origin. */
export interface WorkerWatch {
  /** How often one was started since the watch began. */
  readonly starts: number;
  stop(): Promise<void>;
}

interface WorkerVersion {
  readonly versionId: string;
  readonly scriptURL: string;
  readonly runningStatus: 'stopped' | 'starting' | 'running' | 'stopping';
}

/** Watches from now on; resolves once the present state is known. Only Chromium offers this. */
export async function watchWorkers(page: Page): Promise<WorkerWatch> {
  const { origin } = new URL(page.url());
  const devtools = await page.context().newCDPSession(page);
  const statuses = new Map<string, WorkerVersion['runningStatus']>();
  let starts = 0;
  await new Promise<void>((resolve, reject) => {
    devtools.on('ServiceWorker.workerVersionUpdated', ({ versions }: { versions: WorkerVersion[] }) => {
      for (const { versionId, scriptURL, runningStatus } of versions) {
        if (new URL(scriptURL).origin !== origin) continue;
        if (statuses.get(versionId) === 'stopped' && runningStatus !== 'stopped') starts++;
        statuses.set(versionId, runningStatus);
      }
      if (statuses.size > 0) resolve();
    });
    devtools.send('ServiceWorker.enable').catch(reject);
  });
  return {
    get starts() {
      return starts;
    },
    stop: () => devtools.detach(),
  };
}
