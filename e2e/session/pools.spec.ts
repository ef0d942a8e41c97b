import { configFor } from '../harness/config-for.js';
import { expect, signIn, test } from '../harness/fixtures.js';
import { askAll } from './ask.js';

const NO_ACCOUNT = { ok: false, error: { kind: 'service', code: 'invalidAccountType' } };
const SIGNED_OUT = { ok: false, error: { kind: 'signedOut' } };

test('a user pool only: sub and tokens, and no identities', async ({ openTab, app, api, cognito, user }) => {
  const { identityPool: _, ...config } = configFor(cognito, api);
  app.setConfig('/session-worker.js', config);
  const tab = await openTab();
  expect(await askAll(tab)).toMatchObject({
    isSignedIn: false,
    sub: SIGNED_OUT,
    jwt: SIGNED_OUT,
    id: NO_ACCOUNT,
    aws: NO_ACCOUNT,
  });
  await signIn(tab, user);
  expect(await askAll(tab)).toMatchObject({
    isSignedIn: true,
    sub: { ok: true },
    jwt: { ok: true },
    id: NO_ACCOUNT,
    aws: NO_ACCOUNT,
  });
});

test('an identity pool only: guests, and nobody can sign in', async ({ openTab, app, api, cognito, user }) => {
  const { userPool: _, attach: __, ...config } = configFor(cognito, api);
  app.setConfig('/session-worker.js', config);
  const tab = await openTab();
  expect(await askAll(tab)).toMatchObject({
    isSignedIn: false,
    sub: SIGNED_OUT,
    jwt: SIGNED_OUT,
    id: { ok: true },
    aws: { ok: true },
  });
  await expect(signIn(tab, user)).rejects.toThrow('no userPool');
});
