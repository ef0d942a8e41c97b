import { expose } from 'comlink';

/** Stock Comlink over a port, with answers of the size of the session worker's. */
const JWT = 'e'.repeat(1000);

const session = {
  fetchAuthSession: () => ({ isSignedIn: true }),
  getCognitoTokens: () => ({ idToken: JWT, accessToken: JWT }),
};

export type ComlinkSession = typeof session;

self.addEventListener('message', ({ ports: [port] }: MessageEvent) => {
  if (port !== undefined) expose(session, port);
});
