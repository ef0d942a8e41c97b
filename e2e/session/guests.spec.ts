import { expect, expectStatus, signIn, signOut, test } from '../harness/fixtures.js';
import { askAll } from './ask.js';

test('a guest has an identity and credentials, and neither sub nor tokens', { tag: '@core' }, async ({
  openTab,
  cognito,
}) => {
  const tab = await openTab();
  const guest = await askAll(tab);
  expect(guest).toMatchObject({
    isSignedIn: false,
    sub: { ok: false, error: { kind: 'signedOut' } },
    id: { ok: true },
    aws: { ok: true },
    jwt: { ok: false, error: { kind: 'signedOut' } },
  });
  cognito.clearRequests();
  const renewed = await askAll(tab, { forceRefresh: true });
  expect(renewed.id).toEqual(guest.id);
  expect(renewed.aws).toMatchObject({ ok: true });
  expect(renewed.aws).not.toEqual(guest.aws);
  expect(cognito.requests.map(({ operation }) => operation)).toEqual(['GetCredentialsForIdentity']);
});

test("a guest who signs in keeps the identity; the next guest doesn't get it", { tag: '@core' }, async ({
  openTab,
  user,
}) => {
  const tab = await openTab();
  const guest = await askAll(tab);
  await signIn(tab, user);
  const signedIn = await askAll(tab);
  expect(signedIn.id).toEqual(guest.id);
  await signOut(tab);
  await expectStatus(tab, 'signedOut');
  const next = await askAll(tab);
  expect(next.id).toMatchObject({ ok: true });
  expect(next.id).not.toEqual(guest.id);
});

test('ten tabs of one guest share one identity', async ({ openTab, cognito }) => {
  const tabs = [];
  while (tabs.length < 10) tabs.push(await openTab());
  const ids = await Promise.all(tabs.map(async (tab) => (await askAll(tab)).id));
  expect(new Set(ids.map((id) => JSON.stringify(id))).size).toBe(1);
  expect(cognito.count('GetId')).toBe(1);
  expect(cognito.count('GetCredentialsForIdentity')).toBe(1);
});

test('guests that the pool no longer takes in are told so, and their identity is forgotten', async ({
  openTab,
  cognito,
}) => {
  const tab = await openTab();
  await askAll(tab);
  cognito.settings.allowGuestAccess = false;
  const refused = { ok: false, error: { kind: 'service', code: 'invalidAccountType' } };
  await tab.evaluate(() => window.auth.fetchAuthSession({ forceRefresh: true }));
  expect(await askAll(tab)).toMatchObject({ isSignedIn: false, id: refused, aws: refused });
});
