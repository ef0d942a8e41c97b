import { configFor } from '../harness/config-for.js';
import { expect, expectStatus, type Page, signIn, test } from '../harness/fixtures.js';
import { askAll, REFRESH } from '../session/ask.js';
import { arm, call, PROBED_WORKER, probe, resultOf, serveProbedWorker, summaryOf } from './armed-tab.js';
import { apply } from './attacks.js';

const CALL_ID = 'the-id-of-both';

const header = { protocol: 'cognito-session-worker', version: 1 } as const;

function resume(tab: Page): Promise<string> {
  return tab
    .evaluate((data) => window.attacker.post(data), { ...header, type: 'resume', callId: CALL_ID })
    .then(summaryOf);
}

test.describe('the worker answers', { tag: '@core' }, () => {
  test.beforeEach(({ app, cognito, api }) => serveProbedWorker(app, configFor(cognito, api)));

  test('each tab its own call, even if two tabs give their calls the same id', async ({ openTab, user, cognito }) => {
    const [first, second] = [await openTab({ worker: PROBED_WORKER }), await openTab({ worker: PROBED_WORKER })];
    await arm(first);
    await arm(second);
    await signIn(first, user);
    const { sessionId } = resultOf(await call(first, apply(['fetchAuthSession'], {}))).value as { sessionId: string };
    await askAll(first);

    cognito.faults.add({
      operation: REFRESH,
      times: 1,
      fault: { kind: 'exception', name: 'TooManyRequestsException', message: 'Rate exceeded' },
    });
    const gate = cognito.faults.hold(REFRESH, { when: 'response' });
    const slow = call(first, apply(['fetchAuthSession'], { forceRefresh: true }), CALL_ID);
    await gate.reached;
    // While the first tab's call goes on, and after it has got its answer.
    expect(await resume(second)).toBe('unknownCall');
    expect(resultOf(await call(second, apply(['getUserSub'], sessionId), CALL_ID))).toEqual({
      ok: true,
      value: cognito.user(user.username)?.sub,
    });
    gate.release();
    expect(resultOf(await slow)).toMatchObject({ ok: true, value: { isSignedIn: true, sessionId } });

    const tokens = await call(first, apply(['getCognitoTokens'], sessionId), 'tokens');
    expect(resultOf(tokens)).toMatchObject({ ok: true, value: { accessToken: expect.any(String) } });
    const stolen = await second.evaluate((data) => window.attacker.post(data), {
      ...header,
      type: 'resume',
      callId: 'tokens',
    });
    expect(summaryOf(stolen)).toBe('unknownCall');
  });

  test('a page that repeats a call with the answer that it gave, and does not carry it out again', async ({
    openTab,
    user,
    cognito,
  }) => {
    const tab = await openTab({ worker: PROBED_WORKER });
    await arm(tab);
    await signIn(tab, user);
    await askAll(tab);
    cognito.clearRequests();
    const once = await call(tab, apply(['fetchAuthSession'], { forceRefresh: true }), CALL_ID);
    expect(summaryOf(once)).toBe('acknowledged, answer');
    const again = await call(tab, apply(['fetchAuthSession'], { forceRefresh: true }), CALL_ID);
    expect(again).toEqual(once.slice(-1));
    const disguised = await call(tab, apply(['signOut'], {}), CALL_ID);
    expect(disguised).toEqual(once.slice(-1));
    expect(cognito.count(REFRESH)).toBe(1);
    expect(cognito.count('RevokeToken')).toBe(0);
  });

  test('a page in a frame as a page of its own', async ({ openTab, user, app }) => {
    const tab = await openTab({ worker: PROBED_WORKER });
    await arm(tab);
    await signIn(tab, user);
    await call(tab, apply(['getCurrentUser']), CALL_ID);
    const outcome = await tab.evaluate(
      async ({ url, data }) => {
        const frame = document.createElement('iframe');
        frame.src = url;
        await new Promise((resolve) => {
          frame.onload = resolve;
          document.body.append(frame);
        });
        const inside = frame.contentWindow as Window & typeof globalThis;
        const { active } = await inside.navigator.serviceWorker.ready;
        const { port1, port2 } = new inside.MessageChannel();
        return await new Promise<string>((resolve) => {
          port1.onmessage = ({ data: reply }) => resolve(reply.type);
          active?.postMessage(data, [port2]);
        });
      },
      { url: `${app.url}/blank`, data: { ...header, type: 'resume', callId: CALL_ID } },
    );
    expect(outcome).toBe('unknownCall');
  });

  test('no dedicated worker: it has no way to call, or it is refused', async ({ openTab, user, app }) => {
    app.setResource('/dedicated.js', {
      type: 'text/javascript',
      body: `
        const worker = async () => (await navigator.serviceWorker?.getRegistration?.('/'))?.active;
        onmessage = async ({ data }) => {
          const active = await worker();
          if (!active) return postMessage('no way');
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data: reply }) => postMessage(reply);
          active.postMessage(data, [port2]);
        };`,
    });
    const tab = await openTab({ worker: PROBED_WORKER });
    await signIn(tab, user);
    const data = { ...header, type: 'call', callId: 'x', tabId: 'x', message: apply(['signOut'], {}) };
    const outcome: unknown = await tab.evaluate(
      (envelope) =>
        new Promise((resolve, reject) => {
          const worker = new Worker('/dedicated.js');
          worker.onmessage = ({ data: reply }) => resolve(reply);
          worker.onerror = () => reject(new Error('the dedicated worker failed'));
          worker.postMessage(envelope);
        }),
      data,
    );
    if (outcome !== 'no way') expect(outcome).toMatchObject({ type: 'refused', error: { kind: 'notAuthorized' } });
    await expectStatus(tab, 'signedIn');
  });

  test('no service worker, itself included', async ({ openTab, user }) => {
    const tab = await openTab({ worker: PROBED_WORKER });
    await arm(tab);
    await signIn(tab, user);
    const data = { ...header, type: 'call', callId: 'x', tabId: 'x', message: apply(['signOut'], {}) };
    const answer = await probe(tab, { probe: 'postToSelf', data });
    expect(answer.data).toMatchObject({ type: 'refused', error: { kind: 'notAuthorized' } });
    await expectStatus(tab, 'signedIn');
  });
});
