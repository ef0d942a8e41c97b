import { serviceWorker } from './service-worker.js';

/** Hands every request on as it is: what a worker costs that does nothing. */
serviceWorker.addEventListener('activate', (event) => event.waitUntil(serviceWorker.clients.claim()));
serviceWorker.addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));
