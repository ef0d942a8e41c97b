import type { LocalCognito } from '../cognito/local-cognito.js';
import { eventTypesOf, expect, expectStatus, signIn, test } from '../harness/fixtures.js';
import { askAll, forceRefresh, waitForExpiry } from './ask.js';

interface Outage {
  readonly name: string;
  begin(cognito: LocalCognito): void;
  end(cognito: LocalCognito): void;
  readonly code: string;
}

const OUTAGES: readonly Outage[] = [
  {
    name: 'the network is down (amplify-js #13999, #14033)',
    begin: (cognito) => {
      cognito.online = false;
    },
    end: (cognito) => {
      cognito.online = true;
    },
    code: 'network',
  },
  ...(
    [
      [429, 'tooManyRequests', '#14534'],
      [500, 'other', '#14534'],
      [503, 'other', '#14522'],
    ] as const
  ).map(([status, code, thread]) => ({
    name: `the service answers ${status} (amplify-js ${thread})`,
    begin: (cognito: LocalCognito) => {
      cognito.faults.add({ operation: '*', fault: { kind: 'status', status } });
    },
    end: (cognito: LocalCognito) => cognito.faults.clear(),
    code,
  })),
];

for (const { name, begin, end, code } of OUTAGES) {
  test(`${name}: nobody is signed out, valid values are served, and it recovers by itself`, { tag: '@waits' }, async ({
    openTab,
    user,
    cognito,
  }) => {
    cognito.settings.accessTokenSeconds = 20;
    const [tab, idle] = [await openTab(), await openTab()];
    await signIn(tab, user);
    const before = await askAll(tab);
    begin(cognito);

    await forceRefresh(tab);
    await expect.poll(() => eventTypesOf(tab)).toContain('tokenRefresh_failure');
    expect(await askAll(tab)).toEqual(before); // still valid

    await waitForExpiry(tab);
    const during = await askAll(tab);
    expect(during).toMatchObject({
      isSignedIn: true,
      sub: { ok: true },
      id: { ok: true },
      aws: { ok: true }, // credentials live longer than these tokens
      jwt: { ok: false, error: { kind: 'service', code, retryable: true } },
    });
    await expectStatus(tab, 'signedIn');

    cognito.settings.accessTokenSeconds = 3600;
    end(cognito);
    // Nobody calls. The pauses between tries grow while the outage lasts, to half a minute, for 429 to a minute.
    await expect.poll(() => eventTypesOf(idle), { timeout: 120_000 }).toContain('tokenRefresh');
    expect(await askAll(tab)).toMatchObject({ isSignedIn: true, jwt: { ok: true }, aws: { ok: true } });
    const ends = (await eventTypesOf(tab)).filter((type) => type === 'signedOut' || type === 'sessionExpired');
    expect(ends).toEqual([]);
  });
}

test('the identity pool is down during sign-in: the user is signed in, with tokens', async ({
  openTab,
  user,
  cognito,
}) => {
  const tab = await openTab();
  cognito.faults.add({ operation: 'GetId', fault: { kind: 'status', status: 500 } });
  await signIn(tab, user);
  expect(await askAll(tab)).toMatchObject({
    isSignedIn: true,
    sub: { ok: true },
    jwt: { ok: true },
    id: { ok: false, error: { kind: 'service', code: 'other' } },
    aws: { ok: false, error: { kind: 'service', code: 'other' } },
  });
  cognito.faults.clear();
  expect(await askAll(tab)).toMatchObject({ id: { ok: true }, aws: { ok: true } });
});
