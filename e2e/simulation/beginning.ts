import { comeToRest, letPage, type Take } from './calm.js';
import { COME_AND_GO, perform } from './page-calls.js';
import { READ_ON } from './page-reads.js';
import type { Profile } from './profile.js';
import type { SimulatedTab } from './simulated-tab.js';

const MINUTE_MS = 60_000;

/** The first asks for the lease and brings the port, and the second fills the memory. */
const READS_UNTIL_IN_MEMORY = 2;

async function readTokens({ connection }: SimulatedTab): Promise<void> {
  const session = await connection?.worker.fetchAuthSession({});
  if (session?.ok) await connection?.worker.getCognitoTokens(session.value.sessionId);
}

/** Opens the pages and, as the conditions want it, lets somebody sign in and time pass. Nothing goes wrong yet. */
export async function begin(profile: Profile, take: Take): Promise<void> {
  const { conditions, timeline } = profile;
  const first = profile.openTab();
  if (conditions.beginning !== 'nobody') await comeToRest(profile, take);
  if (conditions.beginning === 'at managed login') {
    await letPage(profile, take, first, 'signs in with managed login', async () =>
      first.connection?.worker.signInWithRedirect({ customState: 'first' }),
    );
  } else if (conditions.beginning !== 'nobody') {
    const input = { username: 'ada', password: 'secret', options: { clientMetadata: { call: 'first' } } };
    await letPage(profile, take, first, 'signs in as ada', async () => first.connection?.worker.signIn(input));
    if (conditions.beginning === 'tokens due') timeline.pass(conditions.tokenLifeMs - MINUTE_MS, false);
    if (conditions.beginning === 'tokens expired') timeline.pass(conditions.tokenLifeMs + MINUTE_MS, false);
  }
  while (profile.tabs.length + profile.browser.away.size < conditions.tabs) profile.openTab();
  if (conditions.beginning !== 'in use') return;
  await comeToRest(profile, take);
  for (const tab of profile.tabs) {
    await letPage(profile, take, tab, 'reads', async () => {
      for (let time = 0; time < READS_UNTIL_IN_MEMORY; time++) await readTokens(tab);
    });
  }
  for (const [tab, call] of [
    [first, READ_ON],
    [profile.tabs.at(-1), COME_AND_GO],
  ] as const) {
    if (!tab) continue;
    const happen = () => perform(profile, tab, call);
    await take({ name: `${tab.name}: ${call.what}`, owner: tab, disturbs: false, happen });
  }
}
