import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Page } from 'playwright/test';
import type { AuthErrorData } from '../../shared/auth-error.js';
import {
  test as base,
  eventTypesOf,
  expect,
  expectStatus,
  type Person,
  signOut,
  snapshotOf,
} from '../harness/fixtures.js';
import { askForTokensOnly } from './ask.js';
import { type RecordingProxy, startRecordingProxy } from './recording-proxy.js';
import { type CognitoLocal, startCognitoLocal } from './start-cognito-local.js';

const ADA: Person = { username: 'ada@example.com', password: 'Analytical-Engine-1843' };

const PASSWORD_SIGN_IN = 'InitiateAuth USER_PASSWORD_AUTH';
const OLD_REFRESH = 'InitiateAuth REFRESH_TOKEN_AUTH';
const NEW_REFRESH = 'GetTokensFromRefreshToken';

interface Fixtures {
  pool: CognitoLocal;
  /** Between the worker and the pool. */
  wire: RecordingProxy;
  /** The pool as somebody else sees it who knows it, beside the worker. */
  admin: CognitoIdentityProviderClient;
}

const test = base.extend<Fixtures>({
  pool: async ({}, use) => {
    const pool = await startCognitoLocal(ADA);
    await use(pool);
    await pool.close();
  },
  wire: async ({ pool, app }, use) => {
    const wire = await startRecordingProxy(pool.url);
    const { userPoolId, userPoolClientId } = pool;
    app.setConfig('/session-worker.js', { userPool: { userPoolId, userPoolClientId, endpoint: wire.url } });
    await use(wire);
    await wire.close();
  },
  admin: async ({ pool }, use) => {
    const admin = new CognitoIdentityProviderClient({
      endpoint: pool.url,
      region: 'local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    await use(admin);
    admin.destroy();
  },
});

function signInByPassword(tab: Page, person: Person): Promise<unknown> {
  return tab.evaluate(
    (input) =>
      window.auth
        .signIn({ ...input, options: { authFlowType: 'USER_PASSWORD_AUTH' } })
        .catch((thrown: InstanceType<typeof window.library.AuthError>) => thrown.toData()),
    person,
  );
}

async function forceRefresh(tab: Page): Promise<void> {
  await tab.evaluate(() => window.auth.fetchAuthSession({ forceRefresh: true }).then(() => {}));
}

/** The refresh token that the worker uses, as it went over the wire. */
function refreshTokenIn({ requests }: RecordingProxy): string {
  const token = requests
    .map(({ input }) => (input['AuthParameters'] as { REFRESH_TOKEN?: string } | undefined)?.REFRESH_TOKEN)
    .find((it) => it !== undefined);
  if (token === undefined) throw new Error('no refresh was asked for by REFRESH_TOKEN_AUTH');
  return token;
}

test.describe('against cognito-local, a user pool that nobody here wrote,', () => {
  test('a refresh falls back to REFRESH_TOKEN_AUTH, and the next ones begin with it', async ({ openTab, wire }) => {
    const tab = await openTab();
    await signInByPassword(tab, ADA);
    expect(wire.takeOperations()).toEqual([PASSWORD_SIGN_IN]);
    const before = await askForTokensOnly(tab);
    await forceRefresh(tab);
    expect(wire.takeOperations()).toEqual([NEW_REFRESH, OLD_REFRESH]);
    const after = await askForTokensOnly(tab);
    expect(after).toMatchObject({ ok: true });
    expect(after).not.toEqual(before);
    await forceRefresh(tab);
    expect(wire.takeOperations()).toEqual([OLD_REFRESH]);
    expect(await eventTypesOf(tab)).toEqual(['signedIn', 'tokenRefresh', 'tokenRefresh']);
  });

  test('tokens that live for seconds are renewed by themselves', { tag: '@waits' }, async ({
    openTab,
    app,
    admin,
    pool,
    wire,
  }) => {
    const { UserPoolClient } = await admin.send(
      new CreateUserPoolClientCommand({
        UserPoolId: pool.userPoolId,
        ClientName: 'short',
        AccessTokenValidity: 4,
        IdTokenValidity: 4,
        TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds' },
      }),
    );
    const userPoolClientId = UserPoolClient?.ClientId ?? '';
    app.setConfig('/session-worker.js', {
      userPool: { userPoolId: pool.userPoolId, userPoolClientId, endpoint: wire.url },
    });
    const tab = await openTab();
    await signInByPassword(tab, ADA);
    const { expiresAt: first = Number.NaN } = await snapshotOf(tab);
    const renewals = async () => (await eventTypesOf(tab)).filter((type) => type === 'tokenRefresh').length;
    await expect.poll(renewals, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
    expect(await eventTypesOf(tab)).not.toContain('sessionExpired');
    const { expiresAt = Number.NaN } = await snapshotOf(tab);
    expect(expiresAt).toBeGreaterThan(first);
  });

  test('a sign-out revokes the refresh token, and tells every tab', async ({ openTab, admin, pool, wire }) => {
    const [tab, other] = [await openTab(), await openTab()];
    await signInByPassword(tab, ADA);
    await forceRefresh(tab);
    const REFRESH_TOKEN = refreshTokenIn(wire);
    wire.takeOperations();
    await expect(signOut(other)).resolves.toEqual({ status: 'complete' });
    for (const it of [tab, other]) await expectStatus(it, 'signedOut');
    expect(wire.requests).toMatchObject([{ operation: 'RevokeToken', status: 200, input: { Token: REFRESH_TOKEN } }]);
    const reuse = new InitiateAuthCommand({
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      ClientId: pool.userPoolClientId,
      AuthParameters: { REFRESH_TOKEN },
    });
    await expect(admin.send(reuse)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  test('a refresh token that somebody has revoked ends the session, once, in every tab', async ({
    openTab,
    admin,
    pool,
    wire,
  }) => {
    const [tab, other] = [await openTab(), await openTab()];
    await signInByPassword(tab, ADA);
    await forceRefresh(tab);
    const Token = refreshTokenIn(wire);
    await admin.send(new RevokeTokenCommand({ ClientId: pool.userPoolClientId, Token }));
    await forceRefresh(tab);
    for (const it of [tab, other]) {
      await expectStatus(it, 'sessionExpired');
      expect((await eventTypesOf(it)).filter((type) => type === 'sessionExpired')).toHaveLength(1);
      expect(await askForTokensOnly(it)).toMatchObject({
        ok: false,
        error: { kind: 'sessionExpired', service: { name: 'NotAuthorizedException' } },
      });
    }
    wire.takeOperations();
    await forceRefresh(other);
    expect(wire.takeOperations()).toEqual([]);
    expect(await signInByPassword(tab, ADA)).toMatchObject({ isSignedIn: true });
    await expectStatus(other, 'signedIn');
  });

  test('a wrong password is an error that does not repeat it, and nobody is signed in', async ({ openTab, wire }) => {
    const tab = await openTab();
    const error = (await signInByPassword(tab, { ...ADA, password: 'Difference-Engine-1822' })) as AuthErrorData;
    // The real service answers NotAuthorizedException.
    expect(error).toMatchObject({ service: { name: 'InvalidPasswordException' }, retryable: false });
    expect(JSON.stringify(error)).not.toContain('Difference-Engine');
    expect(wire.takeOperations()).toEqual([PASSWORD_SIGN_IN]);
    await expectStatus(tab, 'signedOut');
    expect(await eventTypesOf(tab)).toEqual([]);
    expect(await signInByPassword(tab, ADA)).toMatchObject({ isSignedIn: true });
  });

  test('a flow that it does not have is an error that says so, and is not tried again', async ({ openTab, wire }) => {
    const tab = await openTab();
    const error = await tab.evaluate(
      (person) =>
        window.auth.signIn(person).then(
          () => undefined,
          (thrown: InstanceType<typeof window.library.AuthError>) => thrown.toData(),
        ),
      ADA,
    );
    expect(error).toMatchObject({ kind: 'service', code: 'other', retryable: false });
    expect(error?.message).toContain('USER_SRP_AUTH');
    expect(wire.takeOperations()).toEqual(['InitiateAuth USER_SRP_AUTH']);
  });

  test('a user with a temporary password sets a new one on the way in', async ({ openTab, admin, pool, wire }) => {
    expect(wire.requests).toEqual([]);
    const grace = { username: 'grace@example.com', password: 'Temporary-1952' };
    await admin.send(
      new AdminCreateUserCommand({
        UserPoolId: pool.userPoolId,
        Username: grace.username,
        TemporaryPassword: grace.password,
        MessageAction: 'SUPPRESS',
      }),
    );
    const tab = await openTab();
    expect(await signInByPassword(tab, grace)).toMatchObject({
      isSignedIn: false,
      nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED' },
    });
    const output = await tab.evaluate(() => window.auth.confirmSignIn({ challengeResponse: 'Compiler-A-0-1952' }));
    expect(output).toEqual({ isSignedIn: true, nextStep: { signInStep: 'DONE' } });
    await signOut(tab);
    expect(await signInByPassword(tab, { ...grace, password: 'Compiler-A-0-1952' })).toMatchObject({
      isSignedIn: true,
    });
  });

  test('what needs an identity pool says that there is none', async ({ openTab, wire }) => {
    const tab = await openTab();
    await signInByPassword(tab, ADA);
    wire.takeOperations();
    const kinds = await tab.evaluate(async () => {
      const session = await window.auth.fetchAuthSession();
      const { isAuthAWSCredentialsProvider, isAuthCognitoIdentityProvider } = window.library;
      if (!isAuthAWSCredentialsProvider(session) || !isAuthCognitoIdentityProvider(session))
        throw new Error('withheld');
      const [aws, id, sub] = [
        await session.getAWSCredentials(),
        await session.getIdentityId(),
        await session.getUserSub(),
      ];
      return [aws.ok || aws.error.code, id.ok || id.error.code, sub.ok];
    });
    expect(kinds).toEqual(['invalidAccountType', 'invalidAccountType', true]);
    expect(wire.takeOperations()).toEqual([]);
  });
});
