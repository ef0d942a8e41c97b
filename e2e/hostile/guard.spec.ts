import { configFor } from '../harness/config-for.js';
import {
  eventTypesOf,
  expect,
  expectStatus,
  type Page,
  type Person,
  signIn,
  signOut,
  test,
} from '../harness/fixtures.js';
import { askAll, forceRefresh } from '../session/ask.js';
import { all, arm, call, each, PROBED_WORKER, probe, resultOf, serveProbedWorker, summaryOf } from './armed-tab.js';
import type { ExoticName } from './attacker.js';
import { apply, FOREIGN, HARMFUL, MALFORMED, REFUSED } from './attacks.js';

const EXOTIC: readonly ExoticName[] = [
  'an argument by the handler "proxy", with a port',
  'a port in the place of an argument',
  'an endpoint with a port',
  'a cyclic argument',
  'a cyclic message',
  'an argument nested a thousand times',
  'ten million characters for a name',
  'ten million characters for an argument',
  'a hundred thousand arguments',
  'a path of a hundred thousand names',
  'a sparse path',
  'an argument with a __proto__ of its own',
  'a message with a __proto__ of its own',
];

/** Everything that a tab does with its session, from the sign-in to the sign-out. */
async function useSession(tab: Page, user: Person): Promise<void> {
  await expectStatus(tab, 'signedOut');
  const seen = (await eventTypesOf(tab)).length;
  await signIn(tab, user);
  await forceRefresh(tab);
  expect(await askAll(tab)).toMatchObject({
    isSignedIn: true,
    sub: { ok: true },
    id: { ok: true },
    aws: { ok: true },
    jwt: { ok: true },
  });
  await expect(signOut(tab)).resolves.toEqual({ status: 'complete' });
  expect((await eventTypesOf(tab)).slice(seen)).toEqual(['signedIn', 'tokenRefresh', 'signedOut']);
}

test.describe('script injected into a page', { tag: '@core' }, () => {
  test.beforeEach(({ app, cognito, api }) => serveProbedWorker(app, configFor(cognito, api)));

  test('gets an error for every message to Comlink that is not the call of a method, and changes nothing (comlink #603)', async ({
    openTab,
    user,
    cognito,
  }) => {
    const [tab, other] = [await openTab({ worker: PROBED_WORKER }), await openTab({ worker: PROBED_WORKER })];
    await arm(tab);
    await signIn(other, user);
    await askAll(other); // its identity is there, too: from now on nothing is due
    cognito.clearRequests();

    const outcomes = await each(REFUSED, (message) => call(tab, message));
    expect.soft(outcomes).toEqual(all(Object.keys(REFUSED), 'refused: validation'));
    const exotic: Record<string, string> = {};
    for (const name of EXOTIC) {
      exotic[name] = summaryOf(await tab.evaluate((it) => window.attacker.callExotic(it), name));
    }
    expect.soft(exotic).toEqual(all(EXOTIC, 'refused: validation'));

    expect((await probe(tab, { probe: 'look' })).changes).toEqual([]);
    expect(cognito.requests).toEqual([]);
    await expectStatus(other, 'signedIn');
    expect(await signOut(other)).toEqual({ status: 'complete' });
    expect(cognito.count('RevokeToken')).toBe(1);
    await useSession(other, user);
  });

  for (const name of ['a Map for an argument', 'an empty list for an argument', 'a Date for an argument'] as const) {
    test(`gets an error for ${name}, which is an object and not a plain one`, async ({ openTab }) => {
      const tab = await openTab({ worker: PROBED_WORKER });
      await arm(tab);
      const replies = await tab.evaluate((it) => window.attacker.callExotic(it), name);
      expect(summaryOf(replies)).toBe('refused: validation');
    });
  }

  test('gets an error for every malformed envelope, and none is carried out', async ({ openTab, user, cognito }) => {
    const [tab, other] = [await openTab({ worker: PROBED_WORKER }), await openTab({ worker: PROBED_WORKER })];
    await arm(tab);
    await signIn(other, user);
    await askAll(other); // its identity is there, too: from now on nothing is due
    cognito.clearRequests();

    const outcomes = await each(MALFORMED, (data) => tab.evaluate((it) => window.attacker.post(it), data));
    expect(outcomes).toEqual(all(Object.keys(MALFORMED), 'refused: validation'));

    expect(cognito.requests).toEqual([]);
    await expectStatus(other, 'signedIn');
    expect((await probe(tab, { probe: 'look' })).changes).toEqual([]);
  });

  test('gets no answer to what is not ours, or comes without a port', async ({ openTab, user, cognito }) => {
    const tab = await openTab({ worker: PROBED_WORKER });
    await arm(tab);
    await signIn(tab, user);
    await askAll(tab);
    cognito.clearRequests();

    const foreign = await each(FOREIGN, (data) =>
      tab.evaluate((it) => window.attacker.postIntoSilence(it, true), data),
    );
    expect(foreign).toEqual(all(Object.keys(FOREIGN), 'silence'));
    const portless = { ...MALFORMED, 'a call that is right': envelope('portless', apply(['signOut'], {})) };
    const unanswered = await each(portless, (data) =>
      tab.evaluate((it) => window.attacker.postIntoSilence(it, false), data),
    );
    expect(unanswered).toEqual(all(Object.keys(portless), 'silence'));

    expect(cognito.requests).toEqual([]);
    await expectStatus(tab, 'signedIn');
    expect((await probe(tab, { probe: 'look' })).changes).toEqual([]);
  });

  test('changes nothing by names that are special to objects, where a name is free', async ({
    openTab,
    user,
    cognito,
  }) => {
    cognito.createUser({ username: 'grace', password: user.password, status: 'FORCE_CHANGE_PASSWORD' });
    const tab = await openTab({ worker: PROBED_WORKER });
    await arm(tab);
    const special = ['__proto__', 'constructor', 'prototype', 'toString'];
    for (const name of special) {
      const post = (message: unknown) =>
        tab.evaluate((it) => window.attacker.post(it), { ...envelope(name, message), tabId: name });
      const signedIn = resultOf(await post(apply(['signIn'], { username: 'grace', password: user.password })));
      expect(signedIn).toMatchObject({ ok: true, value: { isSignedIn: false } });
    }
    // Each of those tabs has a sign-in of its own in progress; a tab of another name has none.
    for (const tabId of ['valueOf', 'hasOwnProperty']) {
      const data = { ...envelope(crypto.randomUUID(), apply(['confirmSignIn'], { challengeResponse: 'x' })), tabId };
      expect(resultOf(await tab.evaluate((it) => window.attacker.post(it), data))).toMatchObject({
        ok: false,
        error: { kind: 'invalidState' },
      });
    }
    const own = apply(['confirmSignIn'], { challengeResponse: 'Compiler-A-0-1952' });
    const data = { ...envelope(crypto.randomUUID(), own), tabId: '__proto__' };
    expect(resultOf(await tab.evaluate((it) => window.attacker.post(it), data))).toMatchObject({
      ok: true,
      value: { isSignedIn: true },
    });
    await signOut(tab);
    expect((await probe(tab, { probe: 'look' })).changes).toEqual([]);
    await useSession(tab, user);
  });

  test('finds no password and no token in any error', async ({ openTab, user, cognito }) => {
    const tab = await openTab({ worker: PROBED_WORKER });
    await arm(tab);
    await signIn(tab, user);
    const secret = 'correct-horse-battery-staple';
    const person = { username: 'ada', password: secret };
    const attempts = {
      'a misspelt field': apply(['signIn'], { username: 'ada', pasword: secret }),
      'a password in an object': apply(['signIn'], { username: 'ada', password: { value: secret } }),
      'a password in a list': apply(['signIn'], { username: 'ada', password: [secret] }),
      'a password that is too long': apply(['signIn'], { username: 'ada', password: secret.repeat(50) }),
      'a password for a flow': apply(['signIn'], { ...person, options: { authFlowType: secret } }),
      'a password for a method': apply([secret]),
      'a password for a path': apply(['signIn', secret]),
      'a password for a type': { type: secret },
      'a password too many': apply(['getCurrentUser'], secret),
      'a password for a session': apply(['getUserSub'], secret),
      'while somebody is signed in': apply(['signIn'], person),
    };
    const said: string[] = [];
    for (const message of Object.values(attempts)) said.push(JSON.stringify(await call(tab, message)));
    await signOut(tab);
    for (const authFlowType of ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH']) {
      said.push(JSON.stringify(await call(tab, apply(['signIn'], { ...person, options: { authFlowType } }))));
    }
    cognito.faults.add({
      operation: 'InitiateAuth',
      fault: { kind: 'exception', name: 'InvalidParameterException', message: `1 error: ${secret} is no password` },
    });
    const flow = { authFlowType: 'USER_PASSWORD_AUTH' };
    said.push(JSON.stringify(await call(tab, apply(['signIn'], { ...person, options: flow }))));

    for (const text of said) {
      expect(text).toMatch(/"error":\{/);
      expect(text).not.toContain(secret);
      expect(text).not.toContain('eyJ');
    }
  });
});

test('the probe would see it if something in the worker had changed', { tag: '@core' }, async ({
  app,
  cognito,
  api,
  openTab,
}) => {
  serveProbedWorker(app, configFor(cognito, api));
  const tab = await openTab({ worker: PROBED_WORKER });
  await arm(tab);
  expect((await probe(tab, { probe: 'look' })).changes).toEqual([]);
  const { changes } = await probe(tab, { probe: 'harm' });
  expect(changes.toSorted()).toEqual(['Object.prototype.polluted', 'globalThis.harmed']);
});

test('the same messages take over a worker that gives them to Comlink unguarded (comlink #603)', {
  tag: '@core',
}, async ({ app, page }) => {
  serveProbedWorker(app, {}, 'e2e/hostile/naive-worker.ts', '/naive-worker.js');
  await page.goto(`${app.url}/blank`);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/naive-worker.js');
    await navigator.serviceWorker.ready;
  });
  await arm(page);
  for (const message of Object.values(HARMFUL)) await call(page, message);
  await expect
    .poll(async () => (await probe(page, { probe: 'look' })).changes.toSorted())
    .toEqual(['Object.prototype.polluted', 'globalThis.harmed']);
  expect(await call(page, apply(['signOut']))).not.toMatchObject([{ message: { value: 'signed out' } }]);
});

function envelope(callId: string, message: unknown) {
  return { protocol: 'cognito-session-worker', version: 1, type: 'call', callId, tabId: 'attacker', message };
}
