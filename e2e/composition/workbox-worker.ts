import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import type { SessionWorkerConfig } from '../../sw/config.js';
import { startSessionWorker } from '../../sw/index.js';

/** Written at the head of the script by whoever serves it, as `injectManifest` and an app's own build do. */
declare const CONFIG: SessionWorkerConfig;
declare const MANIFEST: readonly { readonly url: string; readonly revision: string }[];

// First, so that it is asked first: a listener that answers a request keeps it from those behind.
startSessionWorker(CONFIG);

cleanupOutdatedCaches();
precacheAndRoute([...MANIFEST]);

/** An app's own route: it answers by itself. */
registerRoute(
  ({ url }) => url.pathname.startsWith('/own/'),
  async ({ url }) => new Response(`own ${url.pathname}`),
);

/** A route so wide that it covers the API as well. */
registerRoute(
  ({ url }) => url.pathname.startsWith('/v1/') || url.pathname.startsWith('/open/'),
  async ({ request }) => {
    const response = await fetch(request);
    return new Response(response.body, { status: response.status, headers: { 'X-Route': 'wide' } });
  },
);
