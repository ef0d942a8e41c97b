/** As much of `ServiceWorkerGlobalScope` as the suite's own workers use: these files are checked with a page's types. */
interface ServiceWorker {
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: {
      type: 'window';
      includeUncontrolled: boolean;
    }): Promise<{ postMessage(data: unknown): void }[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install', listener: (event: InstallEvent) => void): void;
  addEventListener(type: 'activate', listener: (event: WaitingEvent) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent & WaitingEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: WorkerFetchEvent) => void): void;
}

interface WaitingEvent {
  waitUntil(work: Promise<unknown>): void;
}

interface InstallEvent extends WaitingEvent {
  addRoutes(route: object): Promise<void>;
}

interface WorkerFetchEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

export const serviceWorker = self as unknown as ServiceWorker;
