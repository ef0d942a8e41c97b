import { serviceWorker } from './service-worker.js';

/** Has one static route, by which everything goes to the network: what it costs to be controlled by a worker with routes. */
serviceWorker.addEventListener('install', (event) => {
  const anything = { protocol: '*', hostname: '*', port: '*', pathname: '*' };
  event.waitUntil(event.addRoutes({ condition: { urlPattern: anything }, source: 'network' }));
});
serviceWorker.addEventListener('activate', (event) => event.waitUntil(serviceWorker.clients.claim()));
serviceWorker.addEventListener('fetch', () => {}); // without one the browser would not even ask the routes
