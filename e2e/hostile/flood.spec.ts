import { configFor } from '../harness/config-for.js';
import { expect, expectStatus, type Page, signIn, signOut, test } from '../harness/fixtures.js';
import { askAll, forceRefresh } from '../session/ask.js';
import { arm, PROBED_WORKER, probe, serveProbedWorker } from './armed-tab.js';

const MESSAGES = 10_000;

const CALLS_TO_COMPARE_WITH = 100;

/** How long a call takes on this machine, whatever else it does now. (What only reads goes another way, by a port.) */
function timeCall(tab: Page): Promise<number> {
  return tab.evaluate(async (calls) => {
    const call = Reflect.get(window.auth, 'synchronize') as () => Promise<unknown>;
    const began = performance.now();
    for (let n = 0; n < calls; n++) await call();
    return (performance.now() - began) / calls;
  }, CALLS_TO_COMPARE_WITH);
}

test('ten thousand messages of garbage at once: each gets its error, and another tab goes on working', {
  tag: '@core',
}, async ({ openTab, app, cognito, api, user }) => {
  serveProbedWorker(app, configFor(cognito, api));
  const [attacker, tab] = [await openTab({ worker: PROBED_WORKER }), await openTab({ worker: PROBED_WORKER })];
  await arm(attacker);
  await signIn(tab, user);
  await askAll(tab);

  const callMsBefore = await timeCall(tab);
  let over = false;
  const flood = attacker
    .evaluate(({ count, replies }) => window.attacker.flood(count, replies), {
      count: MESSAGES,
      replies: (MESSAGES / 8) * 6, // all but those that are not ours
    })
    .finally(() => {
      over = true;
    });
  const waits: number[] = [];
  do {
    waits.push(
      await tab.evaluate(async (url) => {
        const began = performance.now();
        const { isSignedIn } = await window.auth.fetchAuthSession();
        const { username } = await window.auth.getCurrentUser();
        const { status } = await fetch(url);
        if (!isSignedIn || username !== 'ada' || status !== 200) throw new Error('the session does not answer');
        return performance.now() - began;
      }, `${api.url}/v1/orders`),
    );
  } while (!over);
  const callMs = Math.max(callMsBefore, await timeCall(tab)); // this machine has other things to do, now more, now less
  test
    .info()
    .annotations.push({ type: 'waits in ms', description: `${waits.map(Math.round)}; a call: ${callMs.toFixed(1)}` });
  // Messages wait their turn in the browser; to refuse one costs the worker less than half of what an honest call takes.
  expect(Math.max(...waits)).toBeLessThan((MESSAGES * callMs) / 2);

  // Of eight kinds two are not ours, one asks for a call that there is not, and five are refused.
  expect(await flood).toEqual({ refused: (MESSAGES / 8) * 5, unknownCall: MESSAGES / 8 });
  expect((await probe(attacker, { probe: 'look' })).changes).toEqual([]);
  await forceRefresh(tab);
  expect(await askAll(tab)).toMatchObject({ isSignedIn: true, jwt: { ok: true }, aws: { ok: true } });
  await signOut(tab);
  await expectStatus(attacker, 'signedOut');
});
