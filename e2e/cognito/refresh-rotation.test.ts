import {
  type CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  InvalidParameterException,
  NotAuthorizedException,
  PasswordResetRequiredException,
  RefreshTokenReuseException,
  RevokeTokenCommand,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';
import { signInWithPassword, userPoolClient } from './test-clients.js';

const alice = { username: 'alice', password: 'correct horse' };

let cognito: LocalCognito;
let client: CognitoIdentityProviderClient;
let first: string;

beforeEach(async () => {
  cognito = await startLocalCognito();
  client = userPoolClient(cognito);
  cognito.createUser(alice);
  first = (await signInWithPassword(cognito, client, alice)).RefreshToken;
});

afterEach(async () => {
  client.destroy();
  await cognito.close();
});

const refresh = async (RefreshToken: string) => {
  const command = new GetTokensFromRefreshTokenCommand({ ClientId: cognito.userPoolClientId, RefreshToken });
  const { AuthenticationResult } = await client.send(command);
  if (!AuthenticationResult?.AccessToken || !AuthenticationResult.IdToken) throw new Error('The answer lacks a token.');
  return AuthenticationResult;
};

/** The successor that a rotating pool gives. */
const rotate = async (token: string) => {
  const { RefreshToken } = await refresh(token);
  if (!RefreshToken) throw new Error('The token was not rotated.');
  return RefreshToken;
};

const refreshByAuthFlow = (REFRESH_TOKEN: string) =>
  client.send(
    new InitiateAuthCommand({
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      ClientId: cognito.userPoolClientId,
      AuthParameters: { REFRESH_TOKEN },
    }),
  );

const revoke = (Token: string) => client.send(new RevokeTokenCommand({ ClientId: cognito.userPoolClientId, Token }));

test('a refresh token looks like a JWE: five parts of base64url, and long', () => {
  expect(first.length).toBeGreaterThan(1500);
  expect(first).toMatch(/^[\w-]+(\.[\w-]+){4}$/);
});

describe('without rotation', () => {
  test('both operations renew, and bring no refresh token', async () => {
    expect(await refresh(first)).not.toHaveProperty('RefreshToken');
    const { AuthenticationResult } = await refreshByAuthFlow(first);
    expect(AuthenticationResult?.AccessToken).toBeDefined();
    expect(AuthenticationResult).not.toHaveProperty('RefreshToken');
    expect(cognito.liveRefreshTokens('alice')).toEqual([first]);
  });

  test('a token ends after its lifetime, by the server clock', async () => {
    cognito.clock.offsetMs = 30 * 24 * 3_600_000 + 1;
    await expect(refresh(first)).rejects.toThrow(
      expect.objectContaining({ name: 'NotAuthorizedException', message: 'Refresh Token has expired' }),
    );
    expect(cognito.liveRefreshTokens('alice')).toEqual([]);
  });

  test.each([refresh, refreshByAuthFlow])(
    'a revoked or malformed one is refused in the words of the service: %o',
    async (renew) => {
      await expect(renew('nonsense')).rejects.toThrow(
        expect.objectContaining({ name: 'NotAuthorizedException', message: 'Invalid Refresh Token.' }),
      );
      await revoke(first);
      await expect(renew(first)).rejects.toThrow(
        expect.objectContaining({ name: 'NotAuthorizedException', message: 'Refresh Token has been revoked' }),
      );
    },
  );

  test('the user counts as the user is now', async () => {
    const user = cognito.user('alice');
    if (!user) throw new Error('There is no alice.');
    user.enabled = false;
    await expect(refresh(first)).rejects.toBeInstanceOf(NotAuthorizedException);
    user.enabled = true;
    user.status = 'RESET_REQUIRED';
    await expect(refresh(first)).rejects.toBeInstanceOf(PasswordResetRequiredException);
    user.status = 'CONFIRMED';
    await expect(refresh(first)).resolves.toBeDefined();
    cognito.deleteUser('alice');
    await expect(refresh(first)).rejects.toBeInstanceOf(UserNotFoundException);
    cognito.createUser(alice);
    await expect(refresh(first)).rejects.toBeInstanceOf(UserNotFoundException);
  });
});

describe('with rotation', () => {
  beforeEach(() => {
    cognito.settings.rotation.enabled = true;
    cognito.settings.rotation.gracePeriodMs = 60_000;
  });

  test('REFRESH_TOKEN_AUTH is refused', async () => {
    await expect(refreshByAuthFlow(first)).rejects.toBeInstanceOf(InvalidParameterException);
    expect(cognito.liveRefreshTokens('alice')).toEqual([first]);
  });

  test('each renewal brings a new token, and the chain goes on', async () => {
    const second = await rotate(first);
    const third = await rotate(second);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(cognito.liveRefreshTokens('alice')).toEqual([third]);
  });

  test('in the grace period the old token gives another live one; both go on', async () => {
    const second = await rotate(first);
    cognito.clock.offsetMs = 30_000;
    const other = await rotate(first);
    expect(cognito.liveRefreshTokens('alice')).toEqual([second, other]);
    await expect(refresh(second)).resolves.toBeDefined();
    await expect(refresh(other)).resolves.toBeDefined();
  });

  test('after the grace period, counted from the first rotation, the old token is a reuse, and the new one lives', async () => {
    const second = await rotate(first);
    cognito.clock.offsetMs = 30_000;
    await rotate(first);
    cognito.clock.offsetMs = 60_000;
    await expect(refresh(first)).rejects.toBeInstanceOf(RefreshTokenReuseException);
    await expect(refresh(second)).resolves.toBeDefined();
  });

  test('without a grace period the old token is a reuse at once', async () => {
    cognito.settings.rotation.gracePeriodMs = 0;
    await rotate(first);
    await expect(refresh(first)).rejects.toBeInstanceOf(RefreshTokenReuseException);
  });

  test('of two renewals at the same time without a grace period one is a reuse', async () => {
    cognito.settings.rotation.gracePeriodMs = 0;
    const results = await Promise.allSettled([refresh(first), refresh(first)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(cognito.liveRefreshTokens('alice')).toHaveLength(1);
  });

  test('a reuse ends the family only where the pool is set so', async () => {
    cognito.settings.rotation.reuseRevokesFamily = true;
    const second = await rotate(first);
    cognito.clock.offsetMs = 60_000;
    await expect(refresh(first)).rejects.toBeInstanceOf(RefreshTokenReuseException);
    await expect(refresh(second)).rejects.toThrow('Refresh Token has been revoked');
  });

  test('a new token lives only as long as the first had left', async () => {
    cognito.clock.offsetMs = 29 * 24 * 3_600_000;
    const second = await rotate(first);
    await expect(refresh(second)).resolves.toBeDefined();
    cognito.clock.offsetMs = 30 * 24 * 3_600_000 + 1;
    await expect(refresh(second)).rejects.toThrow('Refresh Token has expired');
  });

  test.each(['first', 'second'])('revoking the %s token ends the whole family and its access tokens', async (which) => {
    const answer = await refresh(first);
    const second = answer.RefreshToken ?? '';
    await revoke(which === 'first' ? first : second);
    await expect(refresh(second)).rejects.toThrow('Refresh Token has been revoked');
    await expect(client.send(new GetUserCommand({ AccessToken: answer.AccessToken }))).rejects.toThrow(
      'Access Token has been revoked',
    );
    expect(cognito.liveRefreshTokens('alice')).toEqual([]);
  });

  test('the log tells the tokens apart', async () => {
    cognito.clearRequests();
    const second = await rotate(first);
    await revoke(second);
    expect(cognito.requests).toMatchObject([
      { operation: 'GetTokensFromRefreshToken', refreshToken: first, issuedRefreshToken: second, status: 200 },
      { operation: 'RevokeToken', refreshToken: second, status: 200 },
    ]);
  });
});
