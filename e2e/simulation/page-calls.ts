import { type CallingPage, isSomebody, type PageCall, some } from './page-call.js';
import { FORCE_RENEWAL, PAGE_READS } from './page-reads.js';
import type { Profile } from './profile.js';
import type { SimulatedTab } from './simulated-tab.js';
import type { Habit } from './themes.js';

function signInAs(username: string, { worker, judge }: CallingPage, call: string): Promise<unknown> {
  const input = { username, password: 'secret', options: { clientMetadata: { call } } };
  return judge(worker.signIn(input), (answer) =>
    answer.ok && answer.value.isSignedIn
      ? some(
          `${username} was told to be signed in, and never was`,
          (record) => record.signIn?.user.username === username,
        )
      : undefined,
  );
}

function signIn(username: string, habit: Habit): PageCall {
  return { what: `signs in as ${username}`, habit, run: (page) => signInAs(username, page, page.call) };
}

function signOut(global: boolean, { worker, judge }: CallingPage): Promise<unknown> {
  return judge(worker.signOut({ global }), ({ ok }) =>
    ok
      ? some('a sign-out is complete, and somebody was signed in all the time', (each) => !isSomebody(each))
      : undefined,
  );
}

/** What a page does that many people share: they come and go. */
export const COME_AND_GO: PageCall = {
  what: 'lets people come and go',
  habit: 'sign-in',
  async run(page) {
    for (let round = 0; page.goesOn(); round++) {
      await signOut(false, page);
      await signInAs(round % 2 === 0 ? 'grace' : 'ada', page, `${page.call} ${round}`);
      if (round % 2 === 1) await FORCE_RENEWAL.run(page);
    }
  },
};

export const PAGE_CALLS: readonly PageCall[] = [
  signIn('ada', 'sign-in'),
  signIn('grace', 'sign-in'),
  signIn('challenged', 'challenge'),
  {
    what: 'answers the challenge',
    habit: 'challenge',
    run: ({ worker }) => worker.confirmSignIn({ challengeResponse: '123456' }),
  },
  ...[false, true].map(
    (global): PageCall => ({
      what: global ? 'signs out everywhere' : 'signs out',
      habit: 'sign-out',
      run: (page) => signOut(global, page),
    }),
  ),
  FORCE_RENEWAL,
  ...PAGE_READS,
  {
    what: 'federates to the identity pool',
    habit: 'federate',
    run: ({ worker }) => worker.federateToIdentityPool({ provider: 'Google', token: 'good' }),
  },
  {
    what: 'clears the federation',
    habit: 'federate',
    run: ({ worker }) => worker.clearFederationToIdentityPool(),
  },
  ...(['token', 'key'] as const).map(
    (shown): PageCall => ({
      what: `has a ${shown} shown to the API`,
      habit: 'request',
      run: ({ askApi }) => askApi(shown).catch(() => {}), // it cannot be reached, or the worker was stopped: see simulated-api.ts
    }),
  ),
  ...[true, false].map(
    (hasState): PageCall => ({
      what: `signs in with managed login${hasState ? ', from a page to come back to' : ''}`,
      habit: 'managed-login',
      run: ({ worker, call }) => worker.signInWithRedirect(hasState ? { customState: call } : {}),
    }),
  ),
  { what: 'tells that the user is there', habit: 'read', run: ({ worker }) => worker.reportActivity() },
];

/** Lets the page do it. */
export function perform(profile: Profile, tab: SimulatedTab, { what, run }: PageCall): void {
  const worker = tab.connection?.worker;
  if (!worker) return;
  const { ledger } = profile;
  const wrong = (found: string) => ledger.violate('an answer is true', `${tab.name} ${what}: ${found}`);

  const judge: CallingPage['judge'] = async (question, check) => {
    const asked = ledger.step;
    const answer = await question;
    const found = check(answer)?.(ledger.since(asked));
    if (found !== undefined) wrong(found);
    return answer;
  };
  const goesOn = () => !profile.isCalm;
  profile.call(tab, what, () =>
    run({
      worker,
      tab,
      call: `call-${ledger.step}`,
      goesOn,
      judge,
      askApi: (shown) => profile.api.ask(tab, shown),
    }).catch((thrown) => wrong(`an answer cannot be read: ${thrown}`)),
  );
}
