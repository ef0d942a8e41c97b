import { isAuthCognitoTokensProvider, registerSessionWorker, type SessionClient } from '../../../client/index.js';
import { callApi, errand, expose, type Person, reportFirstResponse, timeEach } from './page.js';
import { AUTHORIZED_PATH } from './paths.js';
import { onceAPeriod } from './periods.js';

/** The session worker, as the README's quick start has it. */
let auth: SessionClient | undefined;

const connect = async () => {
  auth ??= await registerSessionWorker('/session-worker.js');
  return auth;
};

async function accessToken(): Promise<string> {
  const session = await (await connect()).fetchAuthSession();
  if (!isAuthCognitoTokensProvider(session)) throw new Error('The worker withholds the tokens.');
  return (await session.getCognitoTokens()).get().accessToken;
}

const page = expose({
  async signIn(person: Person): Promise<boolean> {
    const client = await connect();
    if (client.getSnapshot().isSignedIn) return true;
    return (await client.signIn(person)).isSignedIn;
  },
  accessToken,
  timeCalls: (count: number, path: string) => timeEach(count, () => callApi(path)),
  /** Asks for a token once a period, for ever. */
  async askEvery(periodMs: number, phaseMs: number): Promise<void> {
    await connect();
    onceAPeriod(periodMs, phaseMs, accessToken);
  },
});

export type OursPage = typeof page;

// A page that the worker controls need not wait for anything: the worker authorises what the page sends.
if (errand === 'first-response') reportFirstResponse(callApi(AUTHORIZED_PATH));
if (errand === 'first-response-registered') reportFirstResponse(connect().then(() => callApi(AUTHORIZED_PATH)));
