import { registerSessionWorker, type SessionClient } from '../../../client/index.js';
import { expose, type Person } from './page.js';
import { nextMessage, registerScoped } from './scoped-worker.js';

/** One of many tabs that hear of the same event: from the session worker, and from a worker that does nothing else. */
let auth: SessionClient | undefined;
let rawWorker: ServiceWorker | undefined;
const waiting = new Map<string, (moment: number) => void>();

const hear = (what: string) => waiting.get(what)?.(performance.timeOrigin + performance.now());

const connected = (): SessionClient => {
  if (auth === undefined) throw new Error('The page was not connected.');
  return auth;
};

async function ask(worker: ServiceWorker, question: string): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  const answer = nextMessage(port1);
  worker.postMessage(question, [port2]);
  return await answer.finally(() => port1.close());
}

const page = expose({
  async connect(): Promise<void> {
    auth = await registerSessionWorker('/session-worker.js');
    for (const type of ['signedIn', 'signedOut'] as const) auth.addEventListener(type, () => hear(type));
    rawWorker = await registerScoped('/broadcast-worker.js', '/raw/');
    navigator.serviceWorker.addEventListener('message', ({ data }) => {
      if (data === 'raw') hear('raw');
    });
    navigator.serviceWorker.startMessages();
  },
  /** Without SRP: the change is what is measured, not what leads to it. */
  signIn: (person: Person) => connected().signIn({ ...person, options: { authFlowType: 'USER_PASSWORD_AUTH' } }),
  signOut: () => connected().signOut(),
  /** Resolves with the moment at which the worker began. */
  async broadcast(): Promise<number> {
    if (rawWorker === undefined) throw new Error('The page was not connected.');
    return (await ask(rawWorker, 'tell')) as number;
  },
  /** The moments at which the session worker's database had finished to write. */
  async changes(): Promise<readonly number[]> {
    const { active } = await navigator.serviceWorker.getRegistration('/').then((it) => it ?? { active: null });
    if (active === null) throw new Error('The session worker is gone.');
    return (await ask(active, 'when did it change?')) as number[];
  },
  /** The moment at which this tab's listener is called the next time. */
  next: (what: string): Promise<number> => new Promise((resolve) => waiting.set(what, resolve)),
});

export type BroadcastPage = typeof page;
