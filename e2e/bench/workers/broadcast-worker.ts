import { serviceWorker } from './service-worker.js';

/** Raw `client.postMessage` to every window of the origin; answers when it began. */
serviceWorker.addEventListener('message', (event) => {
  const begun = performance.timeOrigin + performance.now();
  const [port] = event.ports;
  event.waitUntil(
    serviceWorker.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((windows) => {
      for (const window of windows) window.postMessage('raw');
      port?.postMessage(begun);
    }),
  );
});
