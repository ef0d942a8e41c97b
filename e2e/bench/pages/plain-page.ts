import { callApi, errand, expose, reportFirstResponse, timeEach } from './page.js';
import { OPEN_PATH } from './paths.js';

/** A page without any library: the floors. */
const page = expose({
  /** Registers a worker and waits until it controls the page. */
  async register(scriptUrl: string): Promise<void> {
    await navigator.serviceWorker.register(scriptUrl);
    await navigator.serviceWorker.ready;
    while (navigator.serviceWorker.controller === null) {
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    }
  },
  timeCalls: (count: number, path: string, accessToken?: string) => timeEach(count, () => callApi(path, accessToken)),
});

export type PlainPage = typeof page;

if (errand === 'first-response') reportFirstResponse(callApi(OPEN_PATH));
