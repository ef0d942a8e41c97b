import { configFor } from '../harness/config-for.js';
import { eventTypesOf, expect, expectStatus, signIn, snapshotOf, test } from '../harness/fixtures.js';
import { arm, PROBED_WORKER, probe, serveProbedWorker } from './armed-tab.js';
import { apply, FOREIGN } from './attacks.js';

test.describe("an app's own messages", { tag: '@core' }, () => {
  test.beforeEach(({ app, cognito, api }) => serveProbedWorker(app, configFor(cognito, api)));

  test('to the worker reach the listener that they are for, once and unaltered, beside our calls', async ({
    openTab,
    user,
  }) => {
    const tab = await openTab({ worker: PROBED_WORKER });
    await arm(tab);
    const { questions: before } = await probe(tab, { probe: 'look' });
    const messages = [
      { type: 'call', callId: 'x', tabId: 'x', message: apply(['signOut'], {}) },
      { type: 'resume', callId: 'x' },
      { type: 'snapshot' },
      ...Object.values(FOREIGN).filter((it) => it !== undefined),
    ];
    const [echoes] = await Promise.all([
      tab.evaluate(async (all) => {
        const { active } = await navigator.serviceWorker.ready;
        return await Promise.all(
          all.map(
            (data) =>
              new Promise<unknown[]>((resolve) => {
                const { port1, port2 } = new MessageChannel();
                const heard: unknown[] = [];
                port1.onmessage = (event) => {
                  heard.push(event.data);
                  // Whoever else might answer has had the time that two more questions take.
                  Promise.all([window.attacker.probe({ probe: 'look' }), window.auth.fetchAuthSession()]).then(() =>
                    resolve(heard),
                  );
                };
                active?.postMessage({ probe: 'echo', data }, [port2]);
              }),
          ),
        );
      }, messages),
      signIn(tab, user),
    ]);
    expect(echoes.map((heard) => heard.length)).toEqual(messages.map(() => 1));
    expect(echoes.map(([heard]) => (heard as { data: unknown }).data)).toEqual(messages);
    const { questions: after } = await probe(tab, { probe: 'look' });
    expect(after - before).toBe(2 * messages.length + 1);
    await expectStatus(tab, 'signedIn');
  });

  test('to the page change nothing that the session client shows', async ({ openTab, user }) => {
    const tab = await openTab({ worker: PROBED_WORKER });
    await arm(tab);
    await signIn(tab, user);
    const state = await snapshotOf(tab);
    const snapshot = { storeId: 'x', revision: 9_999, sessionId: 'x', status: 'signedOut', renewals: 0, failures: 0 };
    const data: readonly unknown[] = [
      { type: 'snapshot', snapshot },
      { protocol: 'another-library', version: 1, type: 'snapshot', snapshot },
      { type: 'configurationError', error: {} },
      'cognito-session-worker',
      null,
      [],
    ];
    const heard = tab.evaluate(
      (count) =>
        new Promise<number>((resolve) => {
          let seen = 0;
          navigator.serviceWorker.addEventListener('message', () => {
            seen++;
            if (seen === count) resolve(seen);
          });
        }),
      data.length,
    );
    for (const message of data) await probe(tab, { probe: 'tellWindows', data: message });
    expect(await heard).toBe(data.length);
    expect(await snapshotOf(tab)).toEqual(state);
    expect(await eventTypesOf(tab)).toEqual(['signedIn']);
  });
});
