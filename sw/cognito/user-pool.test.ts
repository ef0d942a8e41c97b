import { describe, expect, test, vi } from 'vitest';
import { UnsupportedOperation } from '../session/ports.js';
import { exception, type RecordedAnswer, recordedService, type SeenRequest } from './testing/recorded-service.js';
import { createUserPool } from './user-pool.js';

const CONFIG = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };
const TOKENS = { IdToken: 'id', AccessToken: 'access', RefreshToken: 'refresh', ExpiresIn: 3600, TokenType: 'Bearer' };
const SIGNED_IN = { done: true, tokens: { idToken: 'id', accessToken: 'access', refreshToken: 'refresh' } };
const never = new AbortController().signal;

const BY_PASSWORD = {
  username: 'Alice',
  password: 'Passw0rd!',
  options: { authFlowType: 'USER_PASSWORD_AUTH' },
} as const;

const challenge = (ChallengeName: string, ChallengeParameters: Record<string, string> = {}): RecordedAnswer => ({
  body: { ChallengeName, Session: 'session-1', ChallengeParameters },
});

const PASSWORD_VERIFIER = challenge('PASSWORD_VERIFIER', {
  USER_ID_FOR_SRP: 'alice-id',
  SRP_B: 'abcdef0123456789',
  SALT: '00ff',
  SECRET_BLOCK: btoa('a secret block'),
});

const sent = ({ operation, body }: SeenRequest) => ({ operation, ...body });

describe('a sign-in by SRP', () => {
  test('proves the password without sending it', async () => {
    const service = recordedService(PASSWORD_VERIFIER, {
      body: { AuthenticationResult: TOKENS, ChallengeParameters: {} },
    });
    const pool = createUserPool(CONFIG, service.environment);
    const input = { username: 'Alice', password: 'Passw0rd!', options: { clientMetadata: { from: 'test' } } };
    expect(await pool.signIn(input, never)).toEqual(SIGNED_IN);
    expect(service.requests.map(sent)).toEqual([
      {
        operation: 'InitiateAuth',
        ClientId: '1example23456789',
        AuthFlow: 'USER_SRP_AUTH',
        AuthParameters: { USERNAME: 'Alice', SRP_A: expect.stringMatching(/^[0-9a-f]{700,768}$/) },
        ClientMetadata: { from: 'test' },
      },
      {
        operation: 'RespondToAuthChallenge',
        ClientId: '1example23456789',
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses: {
          USERNAME: 'alice-id',
          PASSWORD_CLAIM_SECRET_BLOCK: btoa('a secret block'),
          PASSWORD_CLAIM_SIGNATURE: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
          TIMESTAMP: 'Tue Mar 4 09:05:00 UTC 2025',
        },
        Session: 'session-1',
        ClientMetadata: { from: 'test' },
      },
    ]);
    expect(JSON.stringify(service.requests.map(sent))).not.toContain('Passw0rd!');
  });

  test('answers the next challenge under the name that the pool gave', async () => {
    const service = recordedService(PASSWORD_VERIFIER, challenge('SOFTWARE_TOKEN_MFA'), {
      body: { AuthenticationResult: TOKENS },
    });
    const pool = createUserPool(CONFIG, service.environment);
    const progress = await pool.signIn({ username: 'Alice', password: 'Passw0rd!' }, never);
    expect(progress).toEqual({
      done: false,
      nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' },
      challenge: { challengeName: 'SOFTWARE_TOKEN_MFA', session: 'session-1', username: 'alice-id', parameters: {} },
    });
    if (progress.done || !progress.challenge) throw new Error('There is no challenge.');
    expect(await pool.respondToChallenge(progress.challenge, { challengeResponse: '123456' }, never)).toEqual(
      SIGNED_IN,
    );
    expect(sent(service.requests[2]!)).toMatchObject({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      Session: 'session-1',
      ChallengeResponses: { USERNAME: 'alice-id', SOFTWARE_TOKEN_MFA_CODE: '123456' },
    });
  });

  test('names everything that its challenge lacks', async () => {
    const service = recordedService(challenge('PASSWORD_VERIFIER', { USER_ID_FOR_SRP: 'alice-id', SALT: '00ff' }));
    const signIn = createUserPool(CONFIG, service.environment).signIn({ username: 'a', password: 'b' }, never);
    await expect(signIn).rejects.toMatchObject({
      kind: 'unknown',
      message: expect.stringContaining('without ChallengeParameters.SRP_B, ChallengeParameters.SECRET_BLOCK'),
    });
  });
});

describe('a sign-in by password', () => {
  test('sends it only because that was asked for', async () => {
    const service = recordedService({ body: { AuthenticationResult: TOKENS } });
    expect(await createUserPool(CONFIG, service.environment).signIn(BY_PASSWORD, never)).toEqual(SIGNED_IN);
    expect(sent(service.requests[0]!)).toEqual({
      operation: 'InitiateAuth',
      ClientId: '1example23456789',
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'Alice', PASSWORD: 'Passw0rd!' },
    });
  });

  test.each([
    ['SOFTWARE_TOKEN_MFA', {}, { signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' }],
    [
      'SMS_MFA',
      { CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS', CODE_DELIVERY_DESTINATION: '+*******99' },
      {
        signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE',
        codeDeliveryDetails: { deliveryMedium: 'SMS', destination: '+*******99' },
      },
    ],
    [
      'EMAIL_OTP',
      { CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL', CODE_DELIVERY_DESTINATION: 'a***@e***' },
      {
        signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
        codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'a***@e***' },
      },
    ],
    ['SMS_MFA', {}, { signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE', codeDeliveryDetails: {} }],
    [
      'NEW_PASSWORD_REQUIRED',
      { requiredAttributes: '["userAttributes.email","name"]', userAttributes: '{}', USER_ID_FOR_SRP: 'alice-id' },
      { signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED', missingAttributes: ['email', 'name'] },
    ],
    ['NEW_PASSWORD_REQUIRED', {}, { signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED', missingAttributes: [] }],
  ])('is asked for %s (%o)', async (name, parameters: Record<string, string>, nextStep) => {
    const service = recordedService(challenge(name, parameters));
    expect(await createUserPool(CONFIG, service.environment).signIn(BY_PASSWORD, never)).toEqual({
      done: false,
      nextStep,
      challenge: {
        challengeName: name,
        session: 'session-1',
        username: parameters['USER_ID_FOR_SRP'] ?? 'Alice',
        parameters,
      },
    });
  });

  test.each([
    ['UserNotConfirmedException', 'CONFIRM_SIGN_UP'],
    ['PasswordResetRequiredException', 'RESET_PASSWORD'],
  ])('that ends in %s has the next step %s and no challenge', async (name, signInStep) => {
    const service = recordedService(exception(name), exception(name));
    const pool = createUserPool(CONFIG, service.environment);
    const expected = { done: false, nextStep: { signInStep } };
    const smsMfa = { challengeName: 'SMS_MFA', session: 's', username: 'alice', parameters: {} };
    expect(await pool.signIn(BY_PASSWORD, never)).toEqual(expected);
    expect(await pool.respondToChallenge(smsMfa, { challengeResponse: '123456' }, never)).toEqual(expected);
  });

  test.each<[string, RecordedAnswer, string]>([
    [
      'an unknown challenge',
      challenge('ADMIN_NO_SRP_AUTH'),
      'asks for the challenge ADMIN_NO_SRP_AUTH, which this version',
    ],
    [
      'a challenge without a session',
      { body: { ChallengeName: 'SMS_MFA' } },
      'InitiateAuth to the user pool eu-west-1_AbCdEfGhI was answered without Session',
    ],
    [
      'nothing',
      {},
      'without AuthenticationResult.IdToken, AuthenticationResult.AccessToken, AuthenticationResult.RefreshToken',
    ],
    [
      'an answer without a refresh token',
      { body: { AuthenticationResult: { ...TOKENS, RefreshToken: undefined } } },
      'without AuthenticationResult.RefreshToken.',
    ],
    [
      'tokens that are empty',
      { body: { AuthenticationResult: { ...TOKENS, IdToken: '' } } },
      'without AuthenticationResult.IdToken.',
    ],
    [
      'attributes that are not JSON',
      challenge('NEW_PASSWORD_REQUIRED', { requiredAttributes: 'email' }),
      'requiredAttributes that is not a JSON array',
    ],
  ])('fails clearly on %s', async (_, answer, message) => {
    const service = recordedService(answer);
    const signIn = createUserPool(CONFIG, service.environment).signIn(BY_PASSWORD, never);
    await expect(signIn).rejects.toMatchObject({
      name: 'AuthError',
      kind: 'unknown',
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['username', { ...BY_PASSWORD, username: '' }],
    ['password', { ...BY_PASSWORD, password: '' }],
  ])('without %s asks nobody', async (field, input) => {
    const service = recordedService();
    await expect(createUserPool(CONFIG, service.environment).signIn(input, never)).rejects.toMatchObject({
      kind: 'validation',
      message: `${field} is empty.`,
    });
    expect(service.requests).toEqual([]);
  });
});

describe('the answer to a challenge', () => {
  test.each([
    ['SMS_MFA', { SMS_MFA_CODE: '123456' }],
    ['SOFTWARE_TOKEN_MFA', { SOFTWARE_TOKEN_MFA_CODE: '123456' }],
    ['EMAIL_OTP', { EMAIL_OTP_CODE: '123456' }],
    ['NEW_PASSWORD_REQUIRED', { NEW_PASSWORD: '123456', 'userAttributes.name': 'Alice' }],
  ])('to %s is %o', async (challengeName, responses) => {
    const service = recordedService({ body: { AuthenticationResult: TOKENS } });
    const pool = createUserPool(CONFIG, service.environment);
    const options = {
      clientMetadata: { from: 'test' },
      ...(challengeName === 'NEW_PASSWORD_REQUIRED' && { userAttributes: { name: 'Alice' } }),
    };
    const asked = { challengeName, session: 'session-1', username: 'alice-id', parameters: {} };
    expect(await pool.respondToChallenge(asked, { challengeResponse: '123456', options }, never)).toEqual(SIGNED_IN);
    expect(sent(service.requests[0]!)).toEqual({
      operation: 'RespondToAuthChallenge',
      ClientId: '1example23456789',
      ChallengeName: challengeName,
      Session: 'session-1',
      ChallengeResponses: { USERNAME: 'alice-id', ...responses },
      ClientMetadata: { from: 'test' },
    });
  });

  test('leads to the next challenge, under the same name', async () => {
    const service = recordedService(challenge('SMS_MFA'));
    const asked = {
      challengeName: 'NEW_PASSWORD_REQUIRED',
      session: 'session-0',
      username: 'alice-id',
      parameters: {},
    };
    const progress = await createUserPool(CONFIG, service.environment).respondToChallenge(
      asked,
      { challengeResponse: 'New-Passw0rd!' },
      never,
    );
    expect(progress).toMatchObject({
      done: false,
      challenge: { challengeName: 'SMS_MFA', session: 'session-1', username: 'alice-id' },
    });
  });
});

describe('a refresh', () => {
  const refreshed: RecordedAnswer = { body: { AuthenticationResult: { IdToken: 'id', AccessToken: 'access' } } };

  test('asks GetTokensFromRefreshToken, and brings the rotated token', async () => {
    const service = recordedService({ body: { AuthenticationResult: TOKENS } });
    const pool = createUserPool(CONFIG, service.environment);
    expect(await pool.refresh('old', 'GetTokensFromRefreshToken', never)).toEqual({
      idToken: 'id',
      accessToken: 'access',
      refreshToken: 'refresh',
    });
    expect(service.requests.map(sent)).toEqual([
      { operation: 'GetTokensFromRefreshToken', ClientId: '1example23456789', RefreshToken: 'old' },
    ]);
  });

  test('asks InitiateAuth with REFRESH_TOKEN_AUTH, which brings no other refresh token', async () => {
    const service = recordedService(refreshed);
    const pool = createUserPool(CONFIG, service.environment);
    expect(await pool.refresh('old', 'REFRESH_TOKEN_AUTH', never)).toEqual({ idToken: 'id', accessToken: 'access' });
    expect(service.requests.map(sent)).toEqual([
      {
        operation: 'InitiateAuth',
        ClientId: '1example23456789',
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: 'old' },
      },
    ]);
  });

  test.each<[string, RecordedAnswer]>([
    ['AWS', { status: 400, body: { __type: 'com.amazon.coral.service#UnknownOperationException' } }],
    [
      'cognito-local',
      {
        status: 500,
        body: {
          __type: 'CognitoLocal#Unsupported',
          message: 'Cognito Local unsupported feature: Unsupported x-amz-target header "GetTokensFromRefreshToken"',
        },
      },
    ],
    ['a pool with rotation', exception('UnsupportedOperationException')],
    [
      'an emulator that answers 501',
      { status: 501, body: { __type: 'InternalFailure', message: 'not yet implemented' } },
    ],
    ['an emulator that answers 501 in words', { status: 501, body: 'Not Implemented' }],
  ])('that %s does not know is an UnsupportedOperation', async (_, answer) => {
    for (const operation of ['GetTokensFromRefreshToken', 'REFRESH_TOKEN_AUTH'] as const) {
      const pool = createUserPool(CONFIG, recordedService(answer).environment);
      await expect(pool.refresh('old', operation, never)).rejects.toThrow(UnsupportedOperation);
    }
  });

  test('without an access token is an error that says so', async () => {
    const pool = createUserPool(
      CONFIG,
      recordedService({ body: { AuthenticationResult: { IdToken: 'id' } } }).environment,
    );
    await expect(pool.refresh('old', 'GetTokensFromRefreshToken', never)).rejects.toMatchObject({
      kind: 'unknown',
      message:
        'The request GetTokensFromRefreshToken to the user pool eu-west-1_AbCdEfGhI was answered without AuthenticationResult.AccessToken.',
    });
  });
});

test('a revocation names the token and the client', async () => {
  const service = recordedService({ body: '' });
  await createUserPool(CONFIG, service.environment).revoke('refresh', never);
  expect(service.requests.map(sent)).toEqual([
    { operation: 'RevokeToken', ClientId: '1example23456789', Token: 'refresh' },
  ]);
});

test('a global sign-out needs only the access token', async () => {
  const service = recordedService({});
  await createUserPool(CONFIG, service.environment).globalSignOut('access', never);
  expect(service.requests.map(sent)).toEqual([{ operation: 'GlobalSignOut', AccessToken: 'access' }]);
});

test('an operation that is not implemented is not worth a retry', async () => {
  const service = recordedService({ status: 500, body: { __type: 'CognitoLocal#Unsupported', message: 'no' } });
  const signOut = createUserPool(CONFIG, service.environment).globalSignOut('access', never);
  await expect(signOut).rejects.toMatchObject({ kind: 'service', code: 'other', retryable: false });
});

test('the requests go to the endpoint that the configuration names', async () => {
  const service = recordedService({});
  const local = { ...CONFIG, userPoolId: 'local_5TkBqXyZ', endpoint: 'http://localhost:9229' };
  await createUserPool(local, service.environment).revoke('refresh', never);
  expect(service.requests[0]!.url).toBe('http://localhost:9229/');
});

test('no credentials are looked for', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  const service = recordedService({});
  await createUserPool(CONFIG, service.environment).revoke('refresh', never);
  expect(service.requests[0]!.headers.has('authorization')).toBe(false);
  vi.unstubAllEnvs();
});
