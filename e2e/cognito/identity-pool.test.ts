import {
  type CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
  NotAuthorizedException,
  ResourceNotFoundException,
} from '@aws-sdk/client-cognito-identity';
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';
import { identityPoolClient, signInWithPassword, userPoolClient } from './test-clients.js';

const alice = { username: 'alice', password: 'correct horse' };
const bob = { username: 'bob', password: 'battery staple' };

let cognito: LocalCognito;
let client: CognitoIdentityClient;
let userPool: CognitoIdentityProviderClient;

beforeEach(async () => {
  cognito = await startLocalCognito();
  client = identityPoolClient(cognito);
  userPool = userPoolClient(cognito);
  cognito.createUser(alice);
  cognito.createUser(bob);
});

afterEach(async () => {
  client.destroy();
  userPool.destroy();
  await cognito.close();
});

type Logins = Record<string, string>;

const getId = async (Logins?: Logins) => {
  const { IdentityId } = await client.send(new GetIdCommand({ IdentityPoolId: cognito.identityPoolId, Logins }));
  return IdentityId ?? '';
};

const getCredentials = (IdentityId: string, Logins?: Logins) =>
  client.send(new GetCredentialsForIdentityCommand({ IdentityId, Logins }));

const loginWith = (token: string): Logins => ({
  [`cognito-idp.${cognito.region}.amazonaws.com/${cognito.userPoolId}`]: token,
});

const loginOf = async (user: typeof alice) => loginWith((await signInWithPassword(cognito, userPool, user)).IdToken);

const refusal = (message: string) => expect.objectContaining({ name: 'NotAuthorizedException', message });

test('a guest gets an identity, and credentials that end when the settings say', async () => {
  cognito.settings.credentialsSeconds = 900;
  cognito.clock.offsetMs = 7_200_000;
  const identityId = await getId();
  const { IdentityId, Credentials } = await getCredentials(identityId);
  expect(IdentityId).toBe(identityId);
  expect(Credentials).toMatchObject({
    AccessKeyId: expect.stringMatching(/^ASIA[0-9A-F]{16}$/),
    SecretKey: expect.stringMatching(/^.{40}$/),
    SessionToken: expect.any(String),
    Expiration: expect.any(Date),
  });
  const lifetime = (Credentials?.Expiration?.getTime() ?? 0) - cognito.clock.now();
  expect(Math.abs(lifetime - 900_000)).toBeLessThan(30_000);
});

test('each guest is another', async () => {
  expect(await getId()).not.toBe(await getId());
});

test('the expiration travels as a number of seconds', async () => {
  const identityId = await getId();
  const response = await fetch(cognito.url, {
    method: 'POST',
    headers: { 'X-Amz-Target': 'AWSCognitoIdentityService.GetCredentialsForIdentity' },
    body: JSON.stringify({ IdentityId: identityId }),
  });
  const { Credentials } = (await response.json()) as { Credentials: { Expiration: unknown } };
  expect(Credentials.Expiration).toBeTypeOf('number');
});

test('a pool that serves no guests refuses both operations, also for an identity that a guest has already', async () => {
  const identityId = await getId();
  cognito.settings.allowGuestAccess = false;
  const message = 'Unauthenticated access is not supported for this identity pool.';
  await expect(getId()).rejects.toThrow(refusal(message));
  await expect(getId()).rejects.toBeInstanceOf(NotAuthorizedException);
  await expect(getCredentials(identityId)).rejects.toThrow(refusal(message));
  await expect(getId(await loginOf(alice))).resolves.toMatch(/^eu-west-1:/);
});

test('one login has one identity, at every sign-in', async () => {
  const alices = await getId(await loginOf(alice));
  expect(await getId(await loginOf(alice))).toBe(alices);
  expect(await getId(await loginOf(bob))).not.toBe(alices);
  const { IdentityId, Credentials } = await getCredentials(alices, await loginOf(alice));
  expect(IdentityId).toBe(alices);
  expect(Credentials?.AccessKeyId).toBeDefined();
});

test('a guest who signs in for the first time keeps the identity', async () => {
  const guest = await getId();
  expect(await getCredentials(guest, await loginOf(alice))).toMatchObject({ IdentityId: guest });
  expect(await getId(await loginOf(alice))).toBe(guest);
});

test('a guest who has an identity as a user gets that one back', async () => {
  const alices = await getId(await loginOf(alice));
  const guest = await getId();
  expect(await getCredentials(guest, await loginOf(alice))).toMatchObject({ IdentityId: alices });
  await expect(getCredentials(guest)).rejects.toThrow(refusal(`Access to Identity '${guest}' is forbidden.`));
});

test('an identity with a login is not to be had without it, nor with another', async () => {
  const alices = await getId(await loginOf(alice));
  await expect(getCredentials(alices)).rejects.toThrow(refusal(`Access to Identity '${alices}' is forbidden.`));
  await expect(getCredentials(alices, await loginOf(bob))).rejects.toThrow(
    refusal("Logins don't match. Please include at least one valid login for this identity or identity pool."),
  );
});

test('what does not exist is not found', async () => {
  const unknown = 'eu-west-1:00000000-0000-4000-8000-000000000000';
  await expect(getCredentials(unknown)).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(getCredentials(unknown)).rejects.toThrow(`Identity '${unknown}' not found.`);
  await expect(client.send(new GetIdCommand({ IdentityPoolId: unknown }))).rejects.toThrow(
    `IdentityPool '${unknown}' not found.`,
  );
});

test('an ID token that has expired by the server clock is refused, with both times', async () => {
  const login = await loginOf(alice);
  cognito.clock.offsetMs = 3_601_000;
  await expect(getId(login)).rejects.toThrow(/^Invalid login token\. Token expired: \d+ >= \d+$/);
  await expect(getId(login)).rejects.toBeInstanceOf(NotAuthorizedException);
});

test('a token that is not a good ID token of this pool is refused', async () => {
  const { AccessToken, IdToken } = await signInWithPassword(cognito, userPool, alice);
  const forged = `${IdToken.slice(0, IdToken.lastIndexOf('.'))}.${'A'.repeat(342)}`;
  await expect(getId(loginWith(AccessToken))).rejects.toThrow(
    refusal('Invalid login token. Missing a required claim: aud'),
  );
  await expect(getId(loginWith(forged))).rejects.toThrow(refusal("Invalid login token. Couldn't verify signed token."));
  await expect(getId(loginWith('nonsense'))).rejects.toThrow(refusal('Invalid login token. Not a Cognito token.'));
  await expect(getId({ 'graph.facebook.com': IdToken })).rejects.toThrow(
    refusal('Token is not from a supported provider of this identity pool.'),
  );
});

test('another pool’s token is refused though the key is the same', async () => {
  const other = await startLocalCognito();
  other.createUser(alice);
  const otherClient = userPoolClient(other);
  const { IdToken } = await signInWithPassword(other, otherClient, alice);
  otherClient.destroy();
  await other.close();
  await expect(getId(loginWith(IdToken))).rejects.toThrow(
    refusal("Invalid login token. Issuer doesn't match providerName"),
  );
});
