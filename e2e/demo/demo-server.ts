import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DemoChange, DemoPerson, DemoState } from '../../public/demo-server.js';
import type { ManagedLoginConfig } from '../../sw/config.js';
import { type ProtectedApi, startProtectedApi } from '../api/protected-api.js';
import { type LocalCognito, startLocalCognito } from '../cognito/local-cognito.js';
import { sessionWorkerScript } from '../harness/app-server.js';
import { bundle } from '../harness/bundle.js';
import { configFor } from '../harness/config-for.js';
import { serve } from '../harness/http-server.js';

export interface Demo {
  readonly url: string;
  readonly people: readonly DemoPerson[];
  readonly cognito: LocalCognito;
  readonly api: ProtectedApi;
  close(): Promise<void>;
}

export interface DemoOptions {
  /** Of the page. Cognito and the API have the next two, so that the worker's script is the same at every start. */
  readonly port?: number;
}

export const PEOPLE: readonly DemoPerson[] = [
  { username: 'ada', password: 'Analytical-Engine-1843', secondFactor: false },
  { username: 'grace', password: 'Nanosecond-Wire-1952', secondFactor: true },
];

const SHORT_LIFE_SECONDS = 30;
const USUAL_LIFE_SECONDS = 3600;
/** The demo's server takes a few words at a time. */
const MAX_BODY_CHARACTERS = 1_000;

/** Starts Cognito, the API and the page's server. Rejects where a port is taken, with nothing left running. */
export async function startDemo({ port }: DemoOptions = {}): Promise<Demo> {
  const running: { close(): Promise<void> }[] = [];
  const close = async () => void (await Promise.all(running.map((server) => server.close())));
  const started = async <T extends { close(): Promise<void> }>(server: Promise<T>) => {
    running.unshift(await server);
    return server;
  };
  const portAfter = (steps: number) => (port === undefined ? {} : { port: port + steps });
  try {
    const cognito = await started(startLocalCognito(portAfter(1)));
    for (const { username, password, secondFactor } of PEOPLE) {
      const email = `${username}@example.com`;
      cognito.createUser({ username, password, email, ...(secondFactor && { mfa: { type: 'EMAIL_OTP' } }) });
    }
    const api = await started(startProtectedApi({ cognito, ...portAfter(2) }));
    // The worker's script has the page's address in it, which is known once there is a port.
    const handler = createHandler(cognito, api, () => url);
    const page = await started(serve(handler, port));
    const url = `http://localhost:${page.port}`;
    cognito.settings.callbackUrls = cognito.settings.logoutUrls = [`${url}/`];
    return { url, people: PEOPLE, cognito, api, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function createHandler(cognito: LocalCognito, api: ProtectedApi, url: () => string) {
  const read = (file: string) => readFile(new URL(`../../public/${file}`, import.meta.url), 'utf8');
  // The page may speak to this server and to the API; only the worker may speak to Cognito.
  const pagePolicy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${api.url}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const workerPolicy = `default-src 'none'; connect-src ${cognito.url} ${api.url}`;

  const managedLogin = (): ManagedLoginConfig => ({
    domain: cognito.url,
    scopes: ['openid', 'email', 'aws.cognito.signin.user.admin'],
    redirectSignIn: [`${url()}/`],
    redirectSignOut: [`${url()}/`],
  });

  const routes: Readonly<Record<string, { type: string; policy?: string; body(): Promise<string> }>> = {
    '/': { type: 'text/html', policy: pagePolicy, body: () => read('index.html') },
    '/demo.css': { type: 'text/css', body: () => read('demo.css') },
    '/icon.svg': { type: 'image/svg+xml', body: () => read('icon.svg') },
    '/demo.js': { type: 'text/javascript', body: () => bundle({ entry: 'public/demo.ts', format: 'esm' }) },
    '/session-worker.js': {
      type: 'text/javascript',
      policy: workerPolicy,
      body: () =>
        sessionWorkerScript({ ...configFor(cognito, api), managedLogin: managedLogin(), staticRouting: true }, 'demo'),
    },
  };

  const state = (): DemoState => ({
    api: api.url,
    people: PEOPLE,
    cognitoReachable: cognito.online,
    shortLives: cognito.settings.accessTokenSeconds === SHORT_LIFE_SECONDS,
  });

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const answer = (status: number, type: string, body: string, policy = "default-src 'none'") => {
      response.writeHead(status, {
        'Content-Type': `${type}; charset=utf-8`,
        'Cache-Control': 'no-store',
        'Content-Security-Policy': policy,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Cross-Origin-Opener-Policy': 'same-origin',
      });
      response.end(body);
    };
    const route = routes[pathname];
    if (route !== undefined) return answer(200, route.type, await route.body(), route.policy);
    if (pathname === '/demo/code') {
      const code = cognito.lastCode(searchParams.get('username') ?? '');
      return code === undefined
        ? answer(404, 'text/plain', 'No code was sent to this user.')
        : answer(200, 'application/json', JSON.stringify({ code }));
    }
    if (pathname !== '/demo/state') return answer(404, 'text/plain', `There is nothing at ${pathname}.`);
    if (request.method === 'POST') {
      // A page of another origin cannot send JSON here without a preflight, which is not answered.
      if (request.headers['content-type'] !== 'application/json') return answer(415, 'text/plain', 'Send JSON.');
      applyChange(cognito, JSON.parse(await bodyOf(request)) as DemoChange);
    }
    return answer(200, 'application/json', JSON.stringify(state()));
  };
}

function applyChange(cognito: LocalCognito, { cognitoReachable, shortLives }: DemoChange): void {
  if (cognitoReachable !== undefined) cognito.online = cognitoReachable === true;
  if (shortLives !== undefined) {
    const seconds = shortLives ? SHORT_LIFE_SECONDS : USUAL_LIFE_SECONDS;
    Object.assign(cognito.settings, {
      accessTokenSeconds: seconds,
      idTokenSeconds: seconds,
      credentialsSeconds: seconds,
    });
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
    if (body.length > MAX_BODY_CHARACTERS) throw new Error('The request is too long.');
  }
  return body;
}
