import type { Page } from 'playwright';
import { type Send, withWorker } from './worker-target.js';

/** What a page or a worker keeps after a garbage collection. */
export interface Footprint {
  /** Of the JavaScript heap in use. */
  readonly heapBytes: number;
  /** Ports that are still reachable, open or not. */
  readonly messagePorts: number;
}

export interface PageFootprint extends Footprint {
  readonly listeners: number;
  readonly nodes: number;
  readonly documents: number;
}

/** What the page keeps. Listeners and nodes are those of all the pages that share its process. */
export async function pageFootprint(page: Page): Promise<PageFootprint> {
  const devtools = await page.context().newCDPSession(page);
  const send = ((method: Parameters<typeof devtools.send>[0], params: object) => devtools.send(method, params)) as Send;
  try {
    const footprint = await measure(send);
    const { jsEventListeners: listeners, nodes, documents } = await devtools.send('Memory.getDOMCounters');
    return { ...footprint, listeners, nodes, documents };
  } finally {
    await devtools.detach();
  }
}

/** What the running service worker of this page's origin keeps; undefined where it is stopped. */
export async function workerFootprint(page: Page): Promise<Footprint | undefined> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('Only a browser that was launched can be asked for its workers.');
  return await withWorker(browser, new URL(page.url()).origin, measure);
}

async function measure(send: Send): Promise<Footprint> {
  await send('HeapProfiler.enable');
  // Twice: what the first frees may hold what only the second can free.
  await send('HeapProfiler.collectGarbage');
  const messagePorts = await countObjects(send, 'MessagePort.prototype');
  await send('HeapProfiler.collectGarbage');
  const { usedSize } = (await send('Runtime.getHeapUsage')) as { usedSize: number };
  await send('HeapProfiler.disable');
  return { heapBytes: usedSize, messagePorts };
}

/** How many objects of a prototype are reachable. */
async function countObjects(send: Send, prototype: string): Promise<number> {
  const objectGroup = 'footprint';
  const { result } = (await send('Runtime.evaluate', { expression: prototype, objectGroup })) as {
    result: { objectId: string };
  };
  const { objects } = (await send('Runtime.queryObjects', { prototypeObjectId: result.objectId, objectGroup })) as {
    objects: { objectId: string };
  };
  const { result: count } = (await send('Runtime.callFunctionOn', {
    objectId: objects.objectId,
    functionDeclaration: 'function () { return this.length; }',
    returnByValue: true,
  })) as { result: { value: number } };
  await send('Runtime.releaseObjectGroup', { objectGroup });
  return count.value;
}
