import { setTimeout as delay } from 'node:timers/promises';
import type { Devtools } from './devtools.js';

/** What a page's script hands to the suite through `expose`: functions that take and answer plain data. */
export type Exposed = Record<string, (...args: never[]) => unknown>;

/** The page's functions, called from here. */
export type Remote<Page extends Exposed> = {
  readonly [Name in keyof Page]: (...args: Parameters<Page[Name]>) => Promise<Awaited<ReturnType<Page[Name]>>>;
};

export interface Tab {
  /** Resolves once the page has loaded. Rejects where it cannot be reached. */
  goto(url: string): Promise<void>;
  /** Starts to go there, and does not wait. */
  start(url: string): Promise<void>;
  /** What the next page to do so hands to `report`, of whatever origin it is. `what` is what an error says. */
  nextReport(what: string): Promise<unknown>;
  /** Waits until an expression is true, through any number of navigations, or until `isMoot` says that it need not be. */
  until(expression: string, isMoot?: () => boolean): Promise<void>;
  /** The functions that the page has exposed. A call waits for the page's script to have run. */
  page<Page extends Exposed>(): Remote<Page>;
  /** Runs an expression in the page. */
  evaluate<T>(expression: string): Promise<T>;
  /** Stops all service workers of the profile, and resolves once they have stopped. */
  stopWorkers(): Promise<void>;
  close(): Promise<void>;
}

interface WorkerVersion {
  readonly versionId: string;
  readonly runningStatus: 'stopped' | 'starting' | 'running' | 'stopping';
}

interface Evaluated<T> {
  readonly result: { readonly value: T };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

const WAIT_TIMEOUT_MS = 30_000;
/** Between two looks at a page. Nothing that is timed is waited for in this way. */
const POLL_MS = 50;

export async function openTab(devtools: Devtools): Promise<Tab> {
  const { targetId } = await devtools.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
  const attached = { targetId, flatten: true };
  const { sessionId } = await devtools.send<{ sessionId: string }>('Target.attachToTarget', attached);
  const send = <T>(method: string, params: object = {}) => devtools.send<T>(method, params, sessionId);
  const workers = new Map<string, WorkerVersion['runningStatus']>();
  const waiting = new Set<(method: string, params: unknown) => void>();

  devtools.listen(sessionId, (method, params: unknown) => {
    if (method === 'ServiceWorker.workerVersionUpdated') {
      const { versions } = params as { versions: readonly WorkerVersion[] };
      for (const { versionId, runningStatus } of versions) workers.set(versionId, runningStatus);
    }
    for (const hear of waiting) hear(method, params);
  });

  /** What `choose` makes of the first event that it does not answer with undefined. */
  const event = <T>(what: string, choose: (method: string, params: unknown) => T | undefined) =>
    new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(hear);
        reject(new Error(`${what} did not happen within ${WAIT_TIMEOUT_MS} ms.`));
      }, WAIT_TIMEOUT_MS);
      const hear = (method: string, params: unknown) => {
        const chosen = choose(method, params);
        if (chosen === undefined) return;
        clearTimeout(timer);
        waiting.delete(hear);
        resolve(chosen);
      };
      waiting.add(hear);
    });

  const navigate = async (url: string) => {
    const { errorText } = await send<{ errorText?: string }>('Page.navigate', { url });
    if (errorText !== undefined) throw new Error(`${url} cannot be reached: ${errorText}.`);
  };

  const evaluate = async <T>(expression: string): Promise<T> => {
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await send<Evaluated<T>>('Runtime.evaluate', params);
    if (exceptionDetails === undefined) return result.value;
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  };

  const tab: Tab = {
    async goto(url) {
      const loaded = event(`The load of ${url}`, (method) => (method === 'Page.loadEventFired' ? true : undefined));
      await Promise.all([loaded, navigate(url)]);
    },
    start: navigate,
    async nextReport(what) {
      const payload = await event(what, (method, params) =>
        method === 'Runtime.bindingCalled' ? (params as { payload: string }).payload : undefined,
      );
      return JSON.parse(payload);
    },
    async until(expression, isMoot = () => false) {
      const deadline = performance.now() + WAIT_TIMEOUT_MS;
      // A page that is being left answers with an error: the next one is asked.
      while (!isMoot() && !(await evaluate<boolean>(expression).catch(() => false))) {
        if (performance.now() > deadline)
          throw new Error(`It did not come true within ${WAIT_TIMEOUT_MS} ms: ${expression}`);
        await delay(POLL_MS);
      }
    },
    page: <Page extends Exposed>() =>
      new Proxy({} as Remote<Page>, {
        get:
          (_target, name: string) =>
          (...args: readonly unknown[]) =>
            evaluate(`exposed.${name}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`),
      }),
    evaluate,
    async stopWorkers() {
      await send('ServiceWorker.stopAllWorkers');
      const areStopped = () => [...workers.values()].every((status) => status === 'stopped');
      if (!areStopped()) await event('The stop of the workers', () => (areStopped() ? true : undefined));
    },
    async close() {
      await devtools.send('Target.closeTarget', { targetId });
      devtools.unlisten(sessionId);
    },
  };
  await Promise.all([send('Page.enable'), send('Runtime.enable'), send('ServiceWorker.enable')]);
  await send('Runtime.addBinding', { name: 'report' });
  return tab;
}
