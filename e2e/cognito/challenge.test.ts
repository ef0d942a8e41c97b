import {
  CodeMismatchException,
  type CognitoIdentityProviderClient,
  InvalidParameterException,
  InvalidPasswordException,
  NotAuthorizedException,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectException, rejection } from './expect-exception.js';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';
import { initiatePasswordAuth, respondToChallenge, userPoolClient } from './test-clients.js';

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

const respond = (
  ChallengeName: 'NEW_PASSWORD_REQUIRED' | 'SMS_MFA' | 'EMAIL_OTP',
  Session: string | undefined,
  responses: Record<string, string>,
) =>
  respondToChallenge(cognito, client, {
    ChallengeName,
    Session,
    ChallengeResponses: { USERNAME: 'alice', ...responses },
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
