import type { Page } from 'playwright/test';
import { sessionWorkerScript } from '../harness/app-server.js';
import { configFor } from '../harness/config-for.js';
import { expect, expectStatus, signIn, signOut, stopWorkers, test } from '../harness/fixtures.js';

// A call whose worker dies is made again by its page, or it is not: what must not happen is told here.
test.skip(({ browserName }) => browserName !== 'chromium', 'only Chromium lets a test stop a worker');

/** What a call came to: its value, or the message of its error. */
const outcomeOf = (call: Promise<unknown>) =>
  call.then(
    (value) => ({ value }),
    (error: Error) => ({ error: error.message }),
  );

/** As in a hidden tab, whose timers a browser lets run once in a while: it asks after its calls late. */
const slowTimers = (tab: Page) =>
  tab.evaluate(() => {
    const { setTimeout } = window;
    const slow = (run: () => void, ms = 0) => setTimeout(run, ms >= 1_000 ? 10_000 : ms);
    Object.assign(window, { setTimeout: slow });
  });

test.describe('a federation whose worker was stopped', () => {
  const GOOGLE = 'accounts.google.com';
  const federate = (tab: Page, token: string) =>
    tab.evaluate((given) => window.auth.federateToIdentityPool({ provider: 'Google', token: given }), token);

  test('does not outlive a sign-out in another tab', async ({ openTab, cognito }) => {
    const [tab, other] = [await openTab(), await openTab()];
    const gate = cognito.faults.hold('GetId');
    const told = outcomeOf(federate(tab, await cognito.issueProviderToken(GOOGLE, 'ada')));
    await gate.reached;
    await stopWorkers(other);
    await expect(signOut(other)).resolves.toEqual({ status: 'complete' });
    gate.release();
    expect(await told).toHaveProperty('error');
    await expectStatus(other, 'signedOut');
    await expectStatus(tab, 'signedOut');
  });

  /** A worker that loses its answers from a message on, as one that dies before it sends them. */
  const MUTE = `{
  let isMute = false;
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (...args) {
    if (!(isMute && args[0]?.type === 'answer')) Reflect.apply(postMessage, this, args);
  };
  addEventListener('message', ({ data }) => { if (data === 'mute') isMute = true; });
}\n`;

  test('after it was cleared, and before it said so, is not said to have been none', async ({
    app,
    cognito,
    api,
    openTab,
  }) => {
    const script = await sessionWorkerScript(configFor(cognito, api), '1');
    app.setResource('/session-worker.js', { type: 'text/javascript', body: MUTE + script });
    const [tab, other] = [await openTab(), await openTab()];
    await federate(tab, await cognito.issueProviderToken(GOOGLE, 'ada'));
    await expectStatus(other, 'signedIn');
    const told = outcomeOf(
      tab.evaluate(async () => {
        (await navigator.serviceWorker.ready).active?.postMessage('mute');
        await window.auth.clearFederationToIdentityPool();
      }),
    );
    await expectStatus(other, 'signedOut');
    await stopWorkers(other);
    expect(JSON.stringify(await told)).not.toContain('There is no federation');
  });
});

test.describe('what asks or changes an account, and whose worker was stopped, is not done for somebody who has signed in meanwhile', () => {
  test.use({ cognitoSettings: { deviceTracking: 'userOptIn' } });

  for (const [method, operation] of [
    ['updateMFAPreference', 'SetUserMFAPreference'],
    ['rememberDevice', 'UpdateDeviceStatus'],
    ['setUpTOTP', 'AssociateSoftwareToken'],
    ['fetchUserAttributes', 'GetUser'],
  ] as const) {
    test(method, async ({ openTab, user, cognito }) => {
      const person = { username: 'grace', password: user.password };
      const grace = cognito.createUser({ ...person, email: 'grace@example.com' });
      const [tab, other] = [await openTab(), await openTab()];
      await signIn(tab, user);
      await expectStatus(other, 'signedIn');
      await expect.poll(() => cognito.devices(user.username).length).toBe(1);
      await slowTimers(tab);
      const gate = cognito.faults.hold(operation);
      const told = outcomeOf(
        tab.evaluate(async (name) => {
          if (name === 'updateMFAPreference') await window.auth.updateMFAPreference({ email: 'ENABLED' });
          else await window.auth[name]();
        }, method),
      );
      await gate.reached;
      await stopWorkers(other);
      gate.drop();
      await signOut(other);
      await signIn(other, person);
      await expect.poll(() => cognito.devices('grace').length).toBe(1);
      expect(await told).toMatchObject({ error: expect.stringContaining('The session worker died') });
      expect(cognito.count(operation)).toBe(1);
      expect(grace.mfa).toBeUndefined();
    });
  }
});

test.describe('a sign-out whose worker was stopped does not claim to be complete', () => {
  test('where it was to be global, and that failed', async ({ openTab, user, cognito }) => {
    const tab = await openTab();
    await signIn(tab, user);
    cognito.faults.add({
      operation: 'GlobalSignOut',
      fault: { kind: 'exception', name: 'NotAuthorizedException', message: 'This operation is not allowed.' },
    });
    const gate = cognito.faults.hold('RevokeToken');
    const told = tab.evaluate(async () => {
      const output = await window.auth.signOut({ global: true });
      return output.status === 'partial' ? Object.keys(output) : output.status;
    });
    await gate.reached;
    await stopWorkers(tab);
    gate.drop();
    expect(await told).toEqual(['status', 'globalSignOutError']);
  });

  test('where its token could not be revoked', async ({ openTab, user, cognito }) => {
    const tab = await openTab();
    await signIn(tab, user);
    const gate = cognito.faults.hold('RevokeToken');
    const told = tab.evaluate(async () => (await window.auth.signOut()).status);
    await gate.reached;
    await stopWorkers(tab);
    cognito.online = false;
    gate.drop();
    expect(await told).toBe('partial');
    expect(cognito.liveRefreshTokens(user.username)).toHaveLength(1);
  });
});
