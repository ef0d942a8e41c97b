/** The session worker, which answers when its session changed. Nothing else is different. */
import { changes } from './stamp-changes.js';
import '../../harness/session-worker.js';

self.addEventListener('message', ({ data, ports: [port] }: MessageEvent) => {
  if (data === 'when did it change?') port?.postMessage(changes);
});
