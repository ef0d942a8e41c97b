import {
  CodeMismatchException,
  type CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandInput,
  InvalidParameterException,
  InvalidPasswordException,
  NotAuthorizedException,
  PasswordResetRequiredException,
  ResourceNotFoundException,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  UnsupportedTokenTypeException,
  UserNotConfirmedException,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';
import { initiatePasswordAuth, signInWithPassword, userPoolClient } from './test-clients.js';

const alice = { username: 'alice', password: 'correct horse' };

// Both SRP clients compute in plain JavaScript, some 200 ms at a time, and more on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

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

const initiate = (input: Partial<InitiateAuthCommandInput>) =>
  client.send(
    new InitiateAuthCommand({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: cognito.userPoolClientId, ...input }),
  );

const respond = (
  ChallengeName: 'NEW_PASSWORD_REQUIRED' | 'SMS_MFA' | 'EMAIL_OTP' | 'SOFTWARE_TOKEN_MFA' | 'PASSWORD_VERIFIER',
  Session: string | undefined,
  ChallengeResponses: Record<string, string>,
) =>
  client.send(
    new RespondToAuthChallengeCommand({
      ClientId: cognito.userPoolClientId,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: 'alice', ...ChallengeResponses },
    }),
  );

const getUser = (AccessToken: string) => client.send(new GetUserCommand({ AccessToken }));

/** What a promise was rejected with. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It was not rejected.');
}

async function expectException(
  promise: Promise<unknown>,
  exception: new (...args: never[]) => CognitoIdentityProviderServiceException,
  message: string,
): Promise<void> {
  const error = await rejection(promise);
  expect(error).toBeInstanceOf(exception);
  expect(error).toMatchObject({ name: exception.name, message, $metadata: { httpStatusCode: 400 } });
}

describe('SRP with cognito-srp-helper', () => {
  const srpSignIn = async (
    { username, password }: typeof alice,
    change: (response: Record<string, string>) => void,
  ) => {
    const session = createSrpSession(username, password, cognito.userPoolId, false);
    const initiated = await client.send(
      new InitiateAuthCommand(
        wrapInitiateAuth(session, {
          AuthFlow: 'USER_SRP_AUTH' as const,
          ClientId: cognito.userPoolClientId,
          AuthParameters: { USERNAME: username },
        }),
      ),
    );
    const answer = wrapAuthChallenge(signSrpSession(session, { ChallengeParameters: initiated.ChallengeParameters }), {
      ClientId: cognito.userPoolClientId,
      ChallengeName: 'PASSWORD_VERIFIER' as const,
      ChallengeResponses: { USERNAME: username },
    });
    change(answer.ChallengeResponses);
    return client.send(new RespondToAuthChallengeCommand(answer));
  };

  test('signs in, again and again', async () => {
    cognito.createUser(alice);
    for (let round = 0; round < 8; round += 1) {
      const { AuthenticationResult } = await srpSignIn(alice, () => {});
      expect(AuthenticationResult).toMatchObject({ TokenType: 'Bearer', ExpiresIn: 3600 });
    }
  });

  test('refuses a wrong password', async () => {
    cognito.createUser(alice);
    await expectException(
      srpSignIn({ ...alice, password: 'wrong horse' }, () => {}),
      NotAuthorizedException,
      'Incorrect username or password.',
    );
  });

  test('refuses a right password whose signature is over another time than the one sent', async () => {
    cognito.createUser(alice);
    const attempt = srpSignIn(alice, (responses) => {
      responses['TIMESTAMP'] = 'Mon Jan 1 00:00:00 UTC 2024';
    });
    await expectException(attempt, NotAuthorizedException, 'Incorrect username or password.');
  });

  test('refuses a timestamp of another form', async () => {
    cognito.createUser(alice);
    const attempt = srpSignIn(alice, (responses) => {
      responses['TIMESTAMP'] = '2024-01-01T00:00:00Z';
    });
    await expectException(
      attempt,
      InvalidParameterException,
      'TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.',
    );
  });

  test('takes a proof once', async () => {
    cognito.createUser(alice);
    let sent: Record<string, string> = {};
    await srpSignIn(alice, (responses) => {
      sent = responses;
    });
    await expectException(
      respond('PASSWORD_VERIFIER', undefined, sent),
      NotAuthorizedException,
      'Incorrect username or password.',
    );
  });

  test('challenges an unknown user always with the same salt, as it does a known one', async () => {
    const salt = async (USERNAME: string) => {
      const AuthParameters = { USERNAME, SRP_A: 'abcdef' };
      return (await initiate({ AuthFlow: 'USER_SRP_AUTH', AuthParameters })).ChallengeParameters?.['SALT'];
    };
    expect(await salt('nobody')).toBe(await salt('nobody'));
    expect(await salt('nobody')).not.toBe(await salt('somebody'));
    cognito.createUser(alice);
    expect(await salt('alice')).toBe(await salt('alice'));
  });

  test.each(['0', '00', 'not hexadecimal'])('refuses %j for SRP_A', async (SRP_A) => {
    cognito.createUser(alice);
    const error = await rejection(
      initiate({ AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: 'alice', SRP_A } }),
    );
    expect(error).toBeInstanceOf(InvalidParameterException);
  });
});

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

describe('A challenge', () => {
  const bySms = { ...alice, phoneNumber: '+353861234567', mfa: { type: 'SMS_MFA' as const } };
  const code = () => cognito.lastCode('alice') ?? '';

  test('may be answered again after a wrong code', async () => {
    cognito.createUser(bySms);
    const { Session, ChallengeName } = await initiatePasswordAuth(cognito, client, alice);
    expect(ChallengeName).toBe('SMS_MFA');
    await expectException(
      respond('SMS_MFA', Session, { SMS_MFA_CODE: `${code()}0` }),
      CodeMismatchException,
      'Invalid verification code provided, please try again.',
    );
    expect((await respond('SMS_MFA', Session, { SMS_MFA_CODE: code() })).AuthenticationResult).toBeDefined();
  });

  test('is over once it has been met', async () => {
    cognito.createUser(bySms);
    const { Session } = await initiatePasswordAuth(cognito, client, alice);
    await respond('SMS_MFA', Session, { SMS_MFA_CODE: code() });
    await expectException(
      respond('SMS_MFA', Session, { SMS_MFA_CODE: code() }),
      NotAuthorizedException,
      'Invalid session for the user.',
    );
  });

  test('expires by the server clock', async () => {
    cognito.createUser(bySms);
    const { Session } = await initiatePasswordAuth(cognito, client, alice);
    cognito.clock.offsetMs = 180_000;
    await expectException(
      respond('SMS_MFA', Session, { SMS_MFA_CODE: code() }),
      NotAuthorizedException,
      'Invalid session for the user, session is expired.',
    );
  });

  test('is of one user and of one kind', async () => {
    cognito.createUser(bySms);
    cognito.createUser({ username: 'bob', password: 'correct horse' });
    const { Session } = await initiatePasswordAuth(cognito, client, alice);
    const asBob = respond('SMS_MFA', Session, { USERNAME: 'bob', SMS_MFA_CODE: code() });
    await expectException(asBob, NotAuthorizedException, 'Invalid session for the user.');
    const asEmail = respond('EMAIL_OTP', Session, { EMAIL_OTP_CODE: code() });
    await expectException(asEmail, NotAuthorizedException, 'Invalid session for the user.');
  });

  test('for a new password holds it against the policy, asks for what is missing, and leads on to the second factor', async () => {
    cognito.settings.requiredAttributes = ['name'];
    cognito.createUser({ ...bySms, status: 'FORCE_CHANGE_PASSWORD' });
    const { Session, ChallengeName, ChallengeParameters } = await initiatePasswordAuth(cognito, client, alice);
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    expect(JSON.parse(ChallengeParameters?.['requiredAttributes'] ?? '')).toEqual(['userAttributes.name']);
    expect(JSON.parse(ChallengeParameters?.['userAttributes'] ?? '')).toMatchObject({ phone_number: '+353861234567' });

    const answer = (responses: Record<string, string>) => respond('NEW_PASSWORD_REQUIRED', Session, responses);
    expect(await rejection(answer({ NEW_PASSWORD: 'short' }))).toBeInstanceOf(InvalidPasswordException);
    await expectException(
      answer({ NEW_PASSWORD: 'battery staple' }),
      InvalidParameterException,
      'Invalid attributes given, name is missing',
    );
    const next = await answer({ NEW_PASSWORD: 'battery staple', 'userAttributes.name': 'Alice' });
    expect(next.ChallengeName).toBe('SMS_MFA');
    expect((await respond('SMS_MFA', next.Session, { SMS_MFA_CODE: code() })).AuthenticationResult).toBeDefined();
    expect((await initiatePasswordAuth(cognito, client, { ...alice, password: 'battery staple' })).ChallengeName).toBe(
      'SMS_MFA',
    );
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
