import { configFor } from '../harness/config-for.js';
import { expect, expectStatus, signIn, signOut, test } from '../harness/fixtures.js';
import { all, arm, PROBED_WORKER, probe, serveProbedWorker } from './armed-tab.js';
import { apply, REFUSED } from './attacks.js';

test.describe('script injected into a page, by a port that the worker reads by', { tag: '@core' }, () => {
  test.use({ workerConfig: { providers: { cognitoTokens: false } } });

  test('gets an error for each message, or is left to a call, and changes nothing', async ({
    app,
    api,
    openTab,
    user,
    cognito,
    workerConfig,
  }) => {
    serveProbedWorker(app, { ...configFor(cognito, api), ...workerConfig });
    const tab = await openTab({ worker: PROBED_WORKER });
    await arm(tab);
    await signIn(tab, user);
    await tab.evaluate(async () => {
      const session = await window.auth.fetchAuthSession();
      if (window.library.isAuthAWSCredentialsProvider(session)) await session.getAWSCredentials(); // nothing is due any more
    });
    const askForSessionId = async () => {
      await window.auth.fetchAuthSession(); // sees to it that the worker has everything in memory, a moment later
      const [reply] = await window.attacker.askByPort([
        { id: 'x', type: 'APPLY', path: ['fetchAuthSession'], argumentList: [{ type: 'RAW', value: {} }] },
      ]);
      return reply?.type === 'answer'
        ? (reply.message as { value: { value: { sessionId: string } } }).value.value.sessionId
        : '';
    };
    let sessionId = '';
    await expect
      .poll(async () => {
        sessionId = await tab.evaluate(askForSessionId);
        return sessionId;
      })
      .not.toBe('');
    cognito.clearRequests();

    const names = Object.keys(REFUSED);
    const refused = await tab.evaluate((messages) => window.attacker.askByPort(messages), Object.values(REFUSED));
    const outcomes = Object.fromEntries(
      refused.map((reply, n) => [
        names[n],
        `${reply.type === 'refused' ? reply.error.kind : reply.type}, ${reply.ports} ports`,
      ]),
    );
    expect.soft(outcomes).toEqual(all(names, 'validation, 0 ports'));

    // Calls that are right, of methods that are nothing to be read; and of what the policy withholds.
    const others = [
      apply(['signOut'], {}),
      apply(['signIn'], user),
      apply(['fetchAuthSession'], { forceRefresh: true }),
      apply(['deleteUser']),
      apply(['synchronize']),
      apply(['getCognitoTokens'], sessionId),
      apply(['getUserSub'], 'another session'),
    ];
    const left = await tab.evaluate((messages) => window.attacker.askByPort(messages), others);
    expect(left.map(({ type }) => type)).toEqual([...new Array<string>(5).fill('notInMemory'), 'answer', 'answer']);
    expect(left.slice(5)).toMatchObject([
      { message: { value: { ok: false, error: { kind: 'notAuthorized' } } } },
      { message: { value: { ok: false, error: { kind: 'invalidState' } } } },
    ]);
    expect(JSON.stringify([refused, left])).not.toContain('eyJ');

    expect((await probe(tab, { probe: 'look' })).changes).toEqual([]);
    expect(cognito.requests).toEqual([]);
    await expectStatus(tab, 'signedIn');
    expect(await signOut(tab)).toEqual({ status: 'complete' });
  });
});
