import { type Remote, wrap } from 'comlink';
import {
  type AuthCognitoTokensProvider,
  isAuthCognitoTokensProvider,
  registerSessionWorker,
  type SessionClient,
} from '../../../client/index.js';
import type { ComlinkSession } from '../workers/comlink-worker.js';
import { amplifyAccessToken, configureAmplify, signInWithAmplify } from './amplify.js';
import { expose, type Person, timeEach } from './page.js';
import { echo, nextMessage, registerScoped } from './scoped-worker.js';

/** All that reads, in one page, so that all share one thread, one clock and one process. */
interface Contenders {
  readonly auth: SessionClient;
  readonly session: AuthCognitoTokensProvider;
  readonly echoWorker: ServiceWorker;
  readonly echoPort: MessagePort;
  readonly comlinkWorker: ServiceWorker;
  readonly overComlink: Remote<ComlinkSession>;
}

let contenders: Contenders | undefined;

async function prepare(person: Person): Promise<void> {
  const auth = await registerSessionWorker('/session-worker.js');
  if (!auth.getSnapshot().isSignedIn) await auth.signIn(person);
  configureAmplify();
  await signInWithAmplify(person);
  const session = await auth.fetchAuthSession();
  if (!isAuthCognitoTokensProvider(session)) throw new Error('The worker withholds the tokens.');

  const echoWorker = await registerScoped('/echo-worker.js', '/echo/');
  const { port1: echoPort, port2: echoEnd } = new MessageChannel();
  const ready = nextMessage(echoPort);
  echoWorker.postMessage('ready', [echoEnd]);
  await ready;

  const comlinkWorker = await registerScoped('/comlink-worker.js', '/comlink/');
  const { port1, port2 } = new MessageChannel();
  comlinkWorker.postMessage('expose', [port2]);
  contenders = { auth, session, echoWorker, echoPort, comlinkWorker, overComlink: wrap<ComlinkSession>(port1) };
}

const prepared = (): Contenders => {
  if (contenders === undefined) throw new Error('The page was not prepared.');
  return contenders;
};

function echoOverPort({ echoPort }: Contenders): Promise<unknown> {
  const answer = nextMessage(echoPort);
  echoPort.postMessage('echo');
  return answer;
}

/**
 * Traffic on a port keeps no worker alive, and nobody answers at the port of one that has stopped: so an event for both floors
 * comes before each block. (The session worker's client sees to that by itself.)
 */
async function keepAlive({ echoWorker, comlinkWorker }: Contenders): Promise<void> {
  comlinkWorker.postMessage('stay');
  await echo(echoWorker);
}

async function timeFloor(count: number, call: (contenders: Contenders) => Promise<unknown>): Promise<number[]> {
  const contenders = prepared();
  await keepAlive(contenders);
  return await timeEach(count, () => call(contenders));
}

/** So long after its last event a browser stops a worker. */
const IDLE_MS = 30_000;

/** Lets the page's monotonic clock go on as if nothing had happened for so long, which no run can wait for at each sample. */
function passTime(ms: number): void {
  passedMs += ms;
  performance.now = () => Performance.prototype.now.call(performance) + passedMs;
}

let passedMs = 0;

/** `idle`: as if the worker had been stopped for being idle, and not by force in the midst of its use. */
async function firstCall(what: 'ours' | 'trivial', idle: boolean): Promise<number[]> {
  const { auth, echoWorker } = prepared();
  if (idle) passTime(IDLE_MS);
  return await timeEach(1, () => (what === 'ours' ? auth.fetchAuthSession() : echo(echoWorker)));
}

const page = expose({
  prepare,
  timeEcho: (count: number) => timeFloor(count, echoOverPort),
  timeComlinkSession: (count: number) => timeFloor(count, ({ overComlink }) => overComlink.fetchAuthSession()),
  timeComlinkTokens: (count: number) => timeFloor(count, ({ overComlink }) => overComlink.getCognitoTokens()),
  timeSession: (count: number) => timeEach(count, () => prepared().auth.fetchAuthSession()),
  timeTokens: (count: number) => timeEach(count, async () => (await prepared().session.getCognitoTokens()).get()),
  timeAmplify: (count: number) => timeEach(count, amplifyAccessToken),
  firstCall,
});

export type ReadsPage = typeof page;
