import {
  type CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  type InitiateAuthCommandInput,
  InvalidParameterException,
  NotAuthorizedException,
  PasswordResetRequiredException,
  ResourceNotFoundException,
  RevokeTokenCommand,
  UnsupportedTokenTypeException,
  UserNotConfirmedException,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectException, rejection } from './expect-exception.js';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';
import { initiateAuth, initiatePasswordAuth, signInWithPassword, userPoolClient } from './test-clients.js';

const alice = { username: 'alice', password: 'correct horse' };

let cognito: LocalCognito;
let client: CognitoIdentityProviderClient;

beforeEach(async () => {
  cognito = await startLocalCognito();
  client = userPoolClient(cognito);
});

afterEach(async () => {
  client.destroy();
  await cognito.close();
});

const initiate = (input: Partial<InitiateAuthCommandInput>) => initiateAuth(cognito, client, input);
const getUser = (AccessToken: string) => client.send(new GetUserCommand({ AccessToken }));

describe('InitiateAuth', () => {
  test('needs its members and parameters', async () => {
    await expectException(
      initiate({ ClientId: undefined }),
      InvalidParameterException,
      "1 validation error detected: Value null at 'clientId' failed to satisfy constraint: Member must not be null",
    );
    await expectException(
      initiate({ AuthParameters: { USERNAME: 'alice' } }),
      InvalidParameterException,
      'Missing required parameter PASSWORD',
    );
    await expectException(
      initiate({ AuthFlow: 'REFRESH_TOKEN_AUTH' }),
      InvalidParameterException,
      'Missing required parameter REFRESH_TOKEN',
    );
  });

  test('knows one client', async () => {
    await expectException(
      initiate({ ClientId: 'another' }),
      ResourceNotFoundException,
      'User pool client another does not exist.',
    );
  });

  test('refuses a flow that is not enabled', async () => {
    cognito.settings.enabledAuthFlows = ['USER_SRP_AUTH'];
    await expectException(
      initiatePasswordAuth(cognito, client, alice),
      InvalidParameterException,
      'USER_PASSWORD_AUTH flow not enabled for this client',
    );
  });

  test('tells of the state a user is in, but only to those who know the password of an unconfirmed one', async () => {
    const user = cognito.createUser({ ...alice, status: 'UNCONFIRMED' });
    const wrong = () => initiatePasswordAuth(cognito, client, { ...alice, password: 'wrong' });
    const right = () => initiatePasswordAuth(cognito, client, alice);
    await expectException(wrong(), NotAuthorizedException, 'Incorrect username or password.');
    await expectException(right(), UserNotConfirmedException, 'User is not confirmed.');
    user.status = 'RESET_REQUIRED';
    await expectException(right(), PasswordResetRequiredException, 'Password reset required for the user');
    user.status = 'CONFIRMED';
    user.enabled = false;
    await expectException(right(), NotAuthorizedException, 'User is disabled.');
    user.enabled = true;
    expect((await right()).AuthenticationResult?.AccessToken).toBeDefined();
  });

  test('says that a user is unknown only where the pool lets it', async () => {
    const attempt = () => initiatePasswordAuth(cognito, client, alice);
    await expectException(attempt(), NotAuthorizedException, 'Incorrect username or password.');
    cognito.settings.preventUserExistenceErrors = false;
    await expectException(attempt(), UserNotFoundException, 'User does not exist.');
  });

  test('names the user as the pool spells the name, however it was typed', async () => {
    cognito.createUser(alice);
    const { AccessToken } = await signInWithPassword(cognito, client, { ...alice, username: 'ALICE' });
    expect(await getUser(AccessToken)).toMatchObject({ Username: 'alice' });
  });
});

describe('An access token', () => {
  test('opens GetUser', async () => {
    const { sub } = cognito.createUser({ ...alice, email: 'alice@example.com' });
    const { AccessToken } = await signInWithPassword(cognito, client, alice);
    expect(await getUser(AccessToken)).toMatchObject({
      Username: 'alice',
      UserAttributes: [
        { Name: 'sub', Value: sub },
        { Name: 'email', Value: 'alice@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
  });

  test('expires by the server clock', async () => {
    cognito.createUser(alice);
    const { AccessToken } = await signInWithPassword(cognito, client, alice);
    cognito.clock.offsetMs = 3_601_000;
    await expectException(getUser(AccessToken), NotAuthorizedException, 'Access Token has expired');
    cognito.clock.offsetMs = 0;
    await expect(getUser(AccessToken)).resolves.toBeDefined();
  });

  test('cannot be an ID token, nor anything else', async () => {
    cognito.createUser(alice);
    const { IdToken } = await signInWithPassword(cognito, client, alice);
    await expectException(getUser(IdToken), NotAuthorizedException, 'Invalid Access Token');
    await expectException(getUser('nonsense'), NotAuthorizedException, 'Invalid Access Token');
  });

  test('ends with its refresh token, and with no other', async () => {
    cognito.createUser(alice);
    const here = await signInWithPassword(cognito, client, alice);
    const there = await signInWithPassword(cognito, client, alice);
    const revoke = new RevokeTokenCommand({ ClientId: cognito.userPoolClientId, Token: here.RefreshToken });
    await client.send(revoke);
    await expectException(getUser(here.AccessToken), NotAuthorizedException, 'Access Token has been revoked');
    await expect(getUser(there.AccessToken)).resolves.toBeDefined();
    expect(cognito.liveRefreshTokens('alice')).toEqual([there.RefreshToken]);
    await expect(client.send(revoke)).resolves.toBeDefined();
  });

  test('signs its user out everywhere, and nobody else', async () => {
    cognito.createUser(alice);
    const bob = { username: 'bob', password: 'battery staple' };
    cognito.createUser(bob);
    const here = await signInWithPassword(cognito, client, alice);
    const there = await signInWithPassword(cognito, client, alice);
    const bobs = await signInWithPassword(cognito, client, bob);
    await client.send(new GlobalSignOutCommand({ AccessToken: here.AccessToken }));
    await expectException(getUser(there.AccessToken), NotAuthorizedException, 'Access Token has been revoked');
    expect(cognito.liveRefreshTokens('alice')).toEqual([]);
    expect(cognito.liveRefreshTokens('bob')).toEqual([bobs.RefreshToken]);
    await expectException(
      client.send(new GlobalSignOutCommand({ AccessToken: here.AccessToken })),
      NotAuthorizedException,
      'Access Token has been revoked',
    );
  });

  test('is not what RevokeToken takes', async () => {
    cognito.createUser(alice);
    const { AccessToken } = await signInWithPassword(cognito, client, alice);
    const command = new RevokeTokenCommand({ ClientId: cognito.userPoolClientId, Token: AccessToken });
    expect(await rejection(client.send(command))).toBeInstanceOf(UnsupportedTokenTypeException);
  });
});

test('an operation it does not have is UnknownOperationException, and so is one it is told to forget', async () => {
  cognito.settings.supportsGetTokensFromRefreshToken = false;
  const command = new GetTokensFromRefreshTokenCommand({ ClientId: cognito.userPoolClientId, RefreshToken: 'x' });
  const error = await rejection(client.send(command));
  expect(error).toBeInstanceOf(CognitoIdentityProviderServiceException);
  expect(error).toMatchObject({ name: 'UnknownOperationException' });
  expect(cognito.requests).toMatchObject([{ status: 400, errorType: 'UnknownOperationException' }]);
});
