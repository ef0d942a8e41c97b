import {
  isAuthAWSCredentialsProvider,
  isAuthCognitoIdentityProvider,
  isAuthCognitoTokensProvider,
  registerSessionWorker,
  type SessionClient,
} from '../../client/index.js';
import type { SoakPlan, SoakReport, SoakSample } from './soak-plan.js';

/** A page that uses the session by itself, for nobody drives its browser, and tells its server what it saw. */

const EVENTS = ['signedIn', 'signedOut', 'sessionExpired', 'tokenRefresh', 'tokenRefresh_failure'] as const;

const samples: SoakSample[] = [];
const events: string[] = [];

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

async function measured<T>(cadence: string, call: string, work: () => Promise<T>): Promise<T | undefined> {
  const began = performance.now();
  const note = (error?: string) =>
    samples.push({ cadence, call, ms: performance.now() - began, ...(error !== undefined && { error }) });
  try {
    const value = await work();
    note();
    return value;
  } catch (thrown) {
    note(messageOf(thrown));
    return undefined;
  }
}

/** One call after the other, so that each is measured by itself and the first bears the start of a stopped worker. */
async function callEverything(auth: SessionClient, cadence: string, apiUrl: string): Promise<void> {
  const session = await measured(cadence, 'fetchAuthSession', async () => {
    const fetched = await auth.fetchAuthSession();
    if (!fetched.isSignedIn) throw new Error('Nobody is signed in.');
    return fetched;
  });
  if (session === undefined) return;
  if (isAuthCognitoTokensProvider(session)) {
    await measured(cadence, 'getCognitoTokens', async () => (await session.getCognitoTokens()).get());
  }
  if (isAuthCognitoIdentityProvider(session)) {
    await measured(cadence, 'getUserSub', async () => (await session.getUserSub()).get());
    await measured(cadence, 'getIdentityId', async () => (await session.getIdentityId()).get());
  }
  if (isAuthAWSCredentialsProvider(session)) {
    await measured(cadence, 'getAWSCredentials', async () => (await session.getAWSCredentials()).get());
  }
  await measured(cadence, 'getCurrentUser', () => auth.getCurrentUser());
  await measured(cadence, 'fetch of an API', async () => {
    const { ok, status } = await auth.fetch(apiUrl);
    if (!ok) throw new Error(`The API answered ${status}.`);
  });
}

async function carryOut({ cadences, forMs, user, apiUrl }: SoakPlan): Promise<void> {
  const auth = await registerSessionWorker('/session-worker.js');
  for (const type of EVENTS) auth.addEventListener(type, () => events.push(type));
  await auth.signIn(user);
  const began = performance.now();
  do {
    for (const { name, times, pauseMs } of cadences) {
      const [shortest, longest] = pauseMs;
      for (let n = 0; n < times; n++) {
        await pause(shortest + Math.random() * (longest - shortest));
        await callEverything(auth, name, apiUrl);
      }
    }
  } while (performance.now() - began < forMs);
}

async function soak(): Promise<SoakReport> {
  try {
    const plan: SoakPlan = await (await fetch('/plan')).json();
    await carryOut(plan);
    return { samples, events };
  } catch (thrown) {
    return { samples, events, failure: messageOf(thrown) };
  }
}

soak().then((report) => fetch('/report', { method: 'POST', body: JSON.stringify(report) }));
