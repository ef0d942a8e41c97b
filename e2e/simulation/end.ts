import { comeToRest, letPage, type Take } from './calm.js';
import { perform } from './page-calls.js';
import { ASK_WHO_IS_THERE } from './page-reads.js';
import type { Profile } from './profile.js';
import { readClaims } from './simulated-cognito.js';
import type { SimulatedTab } from './simulated-tab.js';
import { doomedToken, storedRefreshToken } from './stored-tokens.js';
import type { Trouble } from './themes.js';

/** The background may pause for so long after failures, in ms: see backoff.ts. */
const LONGEST_PAUSE_MS = 31_000;

/**
 * The end of every schedule: the troubles are over, everything under way goes on undisturbed, and then the pages, the
 * store and the service have to agree.
 */
export async function checkEnd(profile: Profile, take: Take): Promise<void> {
  const { ledger, timeline, store } = profile;

  const settle = (forMs = 0) => comeToRest(profile, take, forMs);
  const does = (tab: SimulatedTab, what: string, work: () => Promise<unknown>) =>
    letPage(profile, take, tab, what, work);

  profile.isCalm = true;
  for (const worker of profile.workers) worker.keyUnreachable = false;
  const doomed = doomedToken(profile);
  const reparable = doomed !== undefined && doomed.deadAt - timeline.service() > LONGEST_PAUSE_MS + 2_000;
  const isInUse = profile.conditions.beginning === 'in use';
  if (isInUse) await lookAround(profile, take);
  await settle();
  if (isInUse) await lookAround(profile, take);
  await settle();
  for (const tab of profile.tabs.filter(({ connection }) => !connection)) profile.closeTab(tab);
  if (profile.tabs.length === 0) profile.openTab();
  await settle();

  for (const tab of [...profile.tabs])
    await does(tab, 'synchronizes', async () => tab.connection?.worker.synchronize());
  if (ledger.violation) return;
  if (doomed && reparable && !timeline.isTamperedWith()) {
    await settle(LONGEST_PAUSE_MS);
    if (storedRefreshToken(store.current()) === doomed.refreshToken) {
      return ledger.violate(
        'a lost answer is made good',
        `${doomed.refreshToken} was rotated, and is still what is stored`,
      );
    }
    ledger.count('repairs at the end');
  }
  checkTabs(profile);

  const [tab] = profile.tabs;
  const worker = tab?.connection?.worker;
  if (!tab || !worker) return ledger.violate('every call settles', 'no page could be connected');
  if (isUsable(profile)) {
    const { sessionId } = store.current();
    await does(tab, 'needs tokens', async () => {
      const answer = await worker.getCognitoTokens(sessionId);
      if (!answer.ok && isUsable(profile)) {
        ledger.violate('a live session gives tokens', `the answer was ${answer.error.kind}: ${answer.error.message}`);
      }
      // Where the clock was set back while nobody was there to see it, only an API's refusal tells.
      const isExpired = answer.ok && readClaims(answer.value.accessToken).exp * 1000 <= timeline.service();
      if (isExpired && !timeline.wasSetBack()) {
        ledger.violate('a live session gives tokens', 'the access token had expired');
      }
      ledger.count('sessions alive at the end');
    });
    await does(tab, 'needs the API', async () => {
      const { status } = await profile.api.ask(tab, 'token');
      if (status !== 200 && isUsable(profile)) ledger.violate('a live session gives tokens', `the API said ${status}`);
    });
  }
  await does(tab, 'signs out at last', async () => {
    const answer = await worker.signOut({});
    if (!answer.ok) ledger.violate('a sign-out succeeds', answer.error.message);
  });
  await settle(LONGEST_PAUSE_MS);
  if (store.current().signIn) ledger.violate('nobody is signed in after a sign-out', 'somebody still is at the end');
  checkTabs(profile);
  checkRevoked(profile);
  for (const check of profile.checksAtTheEnd) check();
}

/**
 * Each page asks once more. Those who do so while others wait to write let their workers keep the record in memory, where
 * they may; and once nothing is under way, each tells what it has kept by mistake.
 */
async function lookAround(profile: Profile, take: Take): Promise<void> {
  for (const tab of profile.tabs) {
    const happen = () => perform(profile, tab, ASK_WHO_IS_THERE);
    await take({ name: `${tab.name}: ${ASK_WHO_IS_THERE.what}`, owner: tab, disturbs: false, happen });
  }
}

/** Whether the service would still accept the stored refresh token. */
function isUsable(profile: Profile): boolean {
  const stored = storedRefreshToken(profile.store.current());
  const known = stored === undefined ? undefined : profile.cognito.tokens.get(stored);
  return known !== undefined && !known.family.revoked && known.rotatedAt === undefined;
}

/** After a call each page knows where the session stands. */
function checkTabs({ tabs, store, ledger }: Profile): void {
  if (store.birthsTellNothing()) return;
  const { signIn, federation } = store.current();
  const status = federation || signIn?.tokens ? 'signedIn' : signIn ? 'sessionExpired' : 'signedOut';
  for (const { name, connection } of tabs) {
    const known = connection?.state.getSnapshot();
    if (known && (known.status !== status || known.user?.userId !== signIn?.user.userId)) {
      ledger.violate('pages know the present state', `${name} believes ${known.status}, and it is ${status}`);
    }
  }
}

/** What may cost a worker a refresh token before it could queue it, or anybody the record. */
const FORGIVEN: readonly Trouble[] = [
  'stop-worker',
  'store-fails',
  'store-late',
  'key-unreachable',
  'service-fails',
  'site-data-cleared',
  'browser-restarts',
];

/** No refresh token that a worker was given outlives the sign-out, unless the worker died with it or could not store it. */
function checkRevoked({ cognito, conditions, ledger, timeline }: Profile): void {
  const { troubles } = conditions;
  if (FORGIVEN.some((each) => troubles.has(each))) return;
  if (timeline.isTamperedWith()) return;
  for (const refreshToken of ledger.received) {
    const { family, rotatedAt } = cognito.tokens.get(refreshToken) ?? {};
    if (family && !family.revoked && rotatedAt === undefined) {
      return ledger.violate('no refresh token is forgotten', `${refreshToken} of ${family.username} can still be used`);
    }
  }
}
