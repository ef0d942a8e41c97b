/** The session worker, which answers when its session changed. Nothing else is different. */
import type { SessionWorkerConfig } from '../../../sw/config.js';
import { startSessionWorker } from '../../../sw/index.js';
import { stampChanges } from './stamp-changes.js';

/** Written at the head of the script by whoever serves it. */
declare const CONFIG: SessionWorkerConfig;

const changes = stampChanges();
startSessionWorker(CONFIG);

self.addEventListener('message', ({ data, ports: [port] }: MessageEvent) => {
  if (data === 'when did it change?') port?.postMessage(changes);
});
