import { describe, expect, test } from 'vitest';
import { createIdentityPool } from './identity-pool.js';
import { recordedService } from './testing/recorded-service.js';

const CONFIG = { identityPoolId: 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef', allowGuestAccess: true };
const USER_POOL = { userPoolId: 'eu-west-1_AbCdEfGhI' };
const LOGINS = { 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI': 'the-id-token' };
const CREDENTIALS = {
  AccessKeyId: 'ASIAEXAMPLE',
  SecretKey: 'secret',
  SessionToken: 'session',
  Expiration: 1_741_079_100.5,
};
const never = new AbortController().signal;

describe('an identity', () => {
  test.each([
    ['a guest has no login', undefined, {}],
    ['a user has the ID token', { token: 'the-id-token' }, { Logins: LOGINS }],
    [
      "somebody else's user has that provider's token",
      { provider: 'accounts.google.com', token: 'google-token' },
      { Logins: { 'accounts.google.com': 'google-token' } },
    ],
  ])('%s', async (_, login, logins) => {
    const service = recordedService({ body: { IdentityId: 'eu-west-1:id' } });
    expect(await createIdentityPool(CONFIG, USER_POOL, service.environment).getId(login, never)).toBe('eu-west-1:id');
    expect(service.requests).toMatchObject([
      { operation: 'GetId', url: 'https://cognito-identity.eu-west-1.amazonaws.com/' },
    ]);
    expect(service.requests[0]!.body).toEqual({ IdentityPoolId: CONFIG.identityPoolId, ...logins });
    expect(service.requests[0]!.headers.has('authorization')).toBe(false);
  });

  test('that does not come is an error', async () => {
    const service = recordedService({});
    await expect(
      createIdentityPool(CONFIG, USER_POOL, service.environment).getId(undefined, never),
    ).rejects.toMatchObject({
      kind: 'unknown',
      message: `The request GetId to the identity pool ${CONFIG.identityPoolId} was answered without IdentityId.`,
    });
  });
});

describe('credentials', () => {
  test.each([
    ['the same identity', 'eu-west-1:id'],
    ['another identity, after the service has linked two', 'eu-west-1:other'],
  ])('come with their own expiration, for %s', async (_, IdentityId) => {
    const service = recordedService({ body: { IdentityId, Credentials: CREDENTIALS } });
    const pool = createIdentityPool(CONFIG, USER_POOL, service.environment);
    expect(await pool.getCredentialsForIdentity('eu-west-1:id', { token: 'the-id-token' }, never)).toEqual({
      identityId: IdentityId,
      credentials: {
        accessKeyId: 'ASIAEXAMPLE',
        secretAccessKey: 'secret',
        sessionToken: 'session',
        expiration: new Date(1_741_079_100_500),
      },
    });
    expect(service.requests[0]).toMatchObject({
      operation: 'GetCredentialsForIdentity',
      body: { IdentityId: 'eu-west-1:id', Logins: LOGINS },
    });
  });

  test.each([
    ['nothing', {}, 'Credentials.AccessKeyId, Credentials.SecretKey, Credentials.SessionToken'],
    ['no secret key', { Credentials: { ...CREDENTIALS, SecretKey: undefined } }, 'Credentials.SecretKey'],
    ['no expiration', { Credentials: { ...CREDENTIALS, Expiration: undefined } }, 'Credentials.Expiration'],
  ])('with %s are an error that says so', async (_, body, missing) => {
    const service = recordedService({ body });
    const pool = createIdentityPool(CONFIG, USER_POOL, service.environment);
    await expect(pool.getCredentialsForIdentity('eu-west-1:id', undefined, never)).rejects.toMatchObject({
      kind: 'unknown',
      message: expect.stringContaining(`was answered without ${missing}.`),
    });
  });
});

test('the pool says which it is and whether it takes guests, which it does not unless told', () => {
  const { environment } = recordedService();
  expect(createIdentityPool(CONFIG, USER_POOL, environment)).toMatchObject(CONFIG);
  expect(createIdentityPool({ identityPoolId: CONFIG.identityPoolId }, undefined, environment).allowGuestAccess).toBe(
    false,
  );
});
