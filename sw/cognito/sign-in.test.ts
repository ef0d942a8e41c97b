import { describe, expect, test } from 'vitest';
import type { SignInInput } from '../../shared/sign-in.js';
import type { ChallengeState, SignInProgress } from '../session/ports.js';
import { exception, type RecordedAnswer, recordedService, type SeenRequest } from './testing/recorded-service.js';
import { createUserPool } from './user-pool.js';

const CONFIG = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };
const TOKENS: RecordedAnswer = {
  body: { AuthenticationResult: { IdToken: 'id', AccessToken: 'access', RefreshToken: 'refresh' } },
};
const SIGNED_IN = { done: true, tokens: { idToken: 'id', accessToken: 'access', refreshToken: 'refresh' } };
const never = new AbortController().signal;
const PASSWORD = 'Analytical-Engine-1843';
const REQUEST_OPTIONS = { challenge: 'Y2hhbGxlbmdl', rpId: 'example.com', allowCredentials: [] };

const challenge = (ChallengeName: string, parameters: Record<string, string> = {}, more: object = {}) => ({
  body: { ChallengeName, Session: `session of ${ChallengeName}`, ChallengeParameters: parameters, ...more },
});

const SELECT_CHALLENGE = challenge(
  'SELECT_CHALLENGE',
  {},
  { AvailableChallenges: ['WEB_AUTHN', 'EMAIL_OTP', 'PASSWORD', 'PASSWORD_SRP'] },
);
const PASSWORD_VERIFIER = challenge('PASSWORD_VERIFIER', {
  USER_ID_FOR_SRP: 'ada-id',
  SRP_B: 'abcdef0123456789',
  SALT: '00ff',
  SECRET_BLOCK: btoa('a secret block'),
});
const WEB_AUTHN = challenge('WEB_AUTHN', { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(REQUEST_OPTIONS) });

const A = expect.stringMatching(/^[0-9a-f]{700,768}$/);
const sent = ({ operation, body }: SeenRequest) => ({ operation, ...body });
const flow = (options: SignInInput['options'], password?: string): SignInInput => ({
  username: 'ada',
  ...(password !== undefined && { password }),
  options: { ...options },
});

function challengeOf(progress: SignInProgress): ChallengeState {
  if (progress.done || !progress.challenge) throw new Error('There is no challenge.');
  return progress.challenge;
}

const posed = (challengeName: string, more: Partial<ChallengeState> = {}): ChallengeState => ({
  challengeName,
  session: 'session-1',
  username: 'ada-id',
  parameters: {},
  ...more,
});

describe('a sign-in begins', () => {
  test.each<[string, SignInInput, string, Record<string, unknown>]>([
    ['with a choice', flow({ authFlowType: 'USER_AUTH' }), 'USER_AUTH', {}],
    [
      'with a choice, whatever the password: it is not sent',
      flow({ authFlowType: 'USER_AUTH' }, PASSWORD),
      'USER_AUTH',
      {},
    ],
    [
      'with the preferred code',
      flow({ authFlowType: 'USER_AUTH', preferredChallenge: 'EMAIL_OTP' }),
      'USER_AUTH',
      { PREFERRED_CHALLENGE: 'EMAIL_OTP' },
    ],
    [
      'with the preferred passkey',
      flow({ authFlowType: 'USER_AUTH', preferredChallenge: 'WEB_AUTHN' }),
      'USER_AUTH',
      { PREFERRED_CHALLENGE: 'WEB_AUTHN' },
    ],
    [
      'with the preferred password',
      flow({ authFlowType: 'USER_AUTH', preferredChallenge: 'PASSWORD' }, PASSWORD),
      'USER_AUTH',
      { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD },
    ],
    [
      'with the preferred proof of the password',
      flow({ authFlowType: 'USER_AUTH', preferredChallenge: 'PASSWORD_SRP' }, PASSWORD),
      'USER_AUTH',
      { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: A },
    ],
    ['with custom challenges alone', flow({ authFlowType: 'CUSTOM_WITHOUT_SRP' }), 'CUSTOM_AUTH', {}],
    [
      'with custom challenges after the proof of the password',
      flow({ authFlowType: 'CUSTOM_WITH_SRP' }, PASSWORD),
      'CUSTOM_AUTH',
      { CHALLENGE_NAME: 'SRP_A', SRP_A: A },
    ],
  ])('%s', async (_, input, AuthFlow, parameters) => {
    const service = recordedService(TOKENS);
    expect(await createUserPool(CONFIG, service.environment).signIn(input, never)).toEqual(SIGNED_IN);
    expect(service.requests.map(sent)).toEqual([
      {
        operation: 'InitiateAuth',
        ClientId: '1example23456789',
        AuthFlow,
        AuthParameters: { USERNAME: 'ada', ...parameters },
      },
    ]);
  });

  test.each<[string, SignInInput]>([
    ['username', { ...flow({ authFlowType: 'USER_AUTH' }), username: '' }],
    ['password', flow({})],
    ['password', flow({ authFlowType: 'USER_PASSWORD_AUTH' })],
    ['password', flow({ authFlowType: 'CUSTOM_WITH_SRP' })],
    ['password', flow({ authFlowType: 'CUSTOM_WITHOUT_SRP' }, PASSWORD)],
    ['password', flow({ authFlowType: 'USER_AUTH', preferredChallenge: 'PASSWORD' })],
    ['password', flow({ authFlowType: 'USER_AUTH', preferredChallenge: 'PASSWORD_SRP' })],
    ['options.preferredChallenge', flow({ preferredChallenge: 'EMAIL_OTP' }, PASSWORD)],
    ['options.preferredChallenge', flow({ authFlowType: 'CUSTOM_WITHOUT_SRP', preferredChallenge: 'WEB_AUTHN' })],
  ])('not at all where %s is wrong for the flow: %j', async (field, input) => {
    const service = recordedService();
    await expect(createUserPool(CONFIG, service.environment).signIn(input, never)).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringMatching(`^${field.replace('.', '\\.')} `),
    });
    expect(service.requests).toEqual([]);
  });

  test('and an exception that names the preferred challenge is told in whole', async () => {
    const message = 'EMAIL_OTP is not enabled for the user pool.';
    const service = recordedService(exception('InvalidParameterException', message));
    const input = flow({ authFlowType: 'USER_AUTH', preferredChallenge: 'EMAIL_OTP' });
    await expect(createUserPool(CONFIG, service.environment).signIn(input, never)).rejects.toMatchObject({
      service: { message },
    });
  });
});

describe('the next step of', () => {
  test.each<[string, RecordedAnswer, object]>([
    [
      'a choice names what can be chosen and can be answered here',
      challenge('SELECT_CHALLENGE', {}, { AvailableChallenges: ['SMS_OTP', 'TELEPATHY', 'PASSWORD'] }),
      {
        signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
        availableChallenges: ['SMS_OTP', 'PASSWORD'],
      },
    ],
    [
      'a first factor by SMS says where the code went',
      challenge('SMS_OTP', { CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS', CODE_DELIVERY_DESTINATION: '+*******99' }),
      {
        signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE',
        codeDeliveryDetails: { deliveryMedium: 'SMS', destination: '+*******99' },
      },
    ],
    [
      'a custom challenge hands on what the trigger made public',
      challenge('CUSTOM_CHALLENGE', { question: 'What is the square root of -1?' }),
      {
        signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
        additionalInfo: { question: 'What is the square root of -1?' },
      },
    ],
    ['a password is to be asked for', challenge('PASSWORD'), { signInStep: 'CONFIRM_SIGN_IN_WITH_PASSWORD' }],
    [
      'a passkey is the page’s, with the options as the pool gave them',
      WEB_AUTHN,
      { signInStep: 'CONFIRM_SIGN_IN_WITH_PASSKEY', credentialRequestOptions: REQUEST_OPTIONS },
    ],
  ])('%s', async (_, answer, nextStep) => {
    const pool = createUserPool(CONFIG, recordedService(answer).environment);
    const progress = await pool.signIn(flow({ authFlowType: 'USER_AUTH' }), never);
    expect(progress).toMatchObject({ done: false, nextStep });
  });

  test.each([
    ['is no JSON', { CREDENTIAL_REQUEST_OPTIONS: '{' }],
    ['is no object', { CREDENTIAL_REQUEST_OPTIONS: '"challenge"' }],
    ['is not there', {}],
  ])('a passkey whose options %s is an error that says so', async (_, parameters) => {
    const pool = createUserPool(CONFIG, recordedService(challenge('WEB_AUTHN', parameters)).environment);
    await expect(pool.signIn(flow({ authFlowType: 'USER_AUTH' }), never)).rejects.toMatchObject({
      kind: 'unknown',
      message: expect.stringContaining('CREDENTIAL_REQUEST_OPTIONS'),
    });
  });
});

describe('the answer to', () => {
  const CREDENTIAL = JSON.stringify({ id: 'credential', type: 'public-key' });

  test.each<[string, ChallengeState, string, string, Record<string, unknown>]>([
    ['SMS_OTP', posed('SMS_OTP'), '123456', 'SMS_OTP', { SMS_OTP_CODE: '123456' }],
    ['EMAIL_OTP', posed('EMAIL_OTP'), '12345678', 'EMAIL_OTP', { EMAIL_OTP_CODE: '12345678' }],
    ['CUSTOM_CHALLENGE', posed('CUSTOM_CHALLENGE'), 'i', 'CUSTOM_CHALLENGE', { ANSWER: 'i' }],
    ['SELECT_CHALLENGE', posed('SELECT_CHALLENGE'), 'EMAIL_OTP', 'SELECT_CHALLENGE', { ANSWER: 'EMAIL_OTP' }],
    ['PASSWORD', posed('PASSWORD'), PASSWORD, 'SELECT_CHALLENGE', { ANSWER: 'PASSWORD', PASSWORD }],
    ['PASSWORD_SRP', posed('PASSWORD_SRP'), PASSWORD, 'SELECT_CHALLENGE', { ANSWER: 'PASSWORD_SRP', SRP_A: A }],
    ['WEB_AUTHN with a credential', posed('WEB_AUTHN'), CREDENTIAL, 'WEB_AUTHN', { CREDENTIAL }],
    ['WEB_AUTHN with another choice', posed('WEB_AUTHN'), 'SMS_OTP', 'SELECT_CHALLENGE', { ANSWER: 'SMS_OTP' }],
  ])('%s', async (_, asked, challengeResponse, ChallengeName, responses) => {
    const service = recordedService(TOKENS);
    const pool = createUserPool(CONFIG, service.environment);
    const options = { clientMetadata: { from: 'test' } };
    expect(await pool.respondToChallenge(asked, { challengeResponse, options }, never)).toEqual(SIGNED_IN);
    expect(service.requests.map(sent)).toEqual([
      {
        operation: 'RespondToAuthChallenge',
        ClientId: '1example23456789',
        ChallengeName,
        Session: 'session-1',
        ChallengeResponses: { USERNAME: 'ada-id', ...responses },
        ClientMetadata: { from: 'test' },
      },
    ]);
  });

  test.each([
    ['an unknown first factor', posed('SELECT_CHALLENGE'), 'TELEPATHY'],
    ['one that is not offered', posed('SELECT_CHALLENGE', { availableChallenges: ['PASSWORD'] }), 'EMAIL_OTP'],
    ['a password instead of a choice', posed('WEB_AUTHN'), PASSWORD],
  ])('a choice that is %s is refused, asks nobody and is not repeated', async (_, asked, challengeResponse) => {
    const service = recordedService();
    const pool = createUserPool(CONFIG, service.environment);
    const refused = pool.respondToChallenge(asked, { challengeResponse }, never);
    await expect(refused).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringMatching(/^challengeResponse is not one of/),
    });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining(challengeResponse) });
    expect(service.requests).toEqual([]);
  });
});

describe('a sign-in of several rounds', () => {
  test('goes from the choice by way of the proven password and a second factor to tokens, and keeps no password', async () => {
    const service = recordedService(SELECT_CHALLENGE, PASSWORD_VERIFIER, challenge('SOFTWARE_TOKEN_MFA'), TOKENS);
    const pool = createUserPool(CONFIG, service.environment);
    const kept: ChallengeState[] = [];
    const keep = (progress: SignInProgress) => {
      kept.push(challengeOf(progress));
      return challengeOf(progress);
    };

    const choice = keep(await pool.signIn(flow({ authFlowType: 'USER_AUTH' }), never));
    const asked = keep(await pool.respondToChallenge(choice, { challengeResponse: 'PASSWORD_SRP' }, never));
    expect(service.requests).toHaveLength(1); // the choice is told together with the proof
    const proven = keep(await pool.respondToChallenge(asked, { challengeResponse: PASSWORD }, never));
    expect(proven).toMatchObject({ challengeName: 'SOFTWARE_TOKEN_MFA', username: 'ada-id' });
    expect(await pool.respondToChallenge(proven, { challengeResponse: '123456' }, never)).toEqual(SIGNED_IN);

    expect(
      service.requests.map(({ body }) => [body['ChallengeName'] ?? body['AuthFlow'], body['Session'] ?? null]),
    ).toEqual([
      ['USER_AUTH', null],
      ['SELECT_CHALLENGE', 'session of SELECT_CHALLENGE'],
      ['PASSWORD_VERIFIER', 'session of PASSWORD_VERIFIER'],
      ['SOFTWARE_TOKEN_MFA', 'session of SOFTWARE_TOKEN_MFA'],
    ]);
    expect(JSON.stringify(kept)).not.toContain(PASSWORD);
    expect(JSON.stringify(service.requests.map(sent))).not.toContain(PASSWORD);
  });

  test('proves the password before the custom challenge, which is asked under the name that the pool gave', async () => {
    const custom = challenge('CUSTOM_CHALLENGE', { question: '?' });
    const service = recordedService(PASSWORD_VERIFIER, custom, custom, TOKENS);
    const pool = createUserPool(CONFIG, service.environment);
    const first = await pool.signIn(flow({ authFlowType: 'CUSTOM_WITH_SRP' }, PASSWORD), never);
    expect(challengeOf(first)).toMatchObject({ challengeName: 'CUSTOM_CHALLENGE', username: 'ada-id' });
    const second = await pool.respondToChallenge(challengeOf(first), { challengeResponse: 'wrong' }, never);
    expect(second).toMatchObject({ nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE' } });
    expect(await pool.respondToChallenge(challengeOf(second), { challengeResponse: 'right' }, never)).toEqual(
      SIGNED_IN,
    );
  });

  test('may leave a passkey that came to nothing for a password', async () => {
    const service = recordedService(WEB_AUTHN, TOKENS);
    const pool = createUserPool(CONFIG, service.environment);
    const input = flow({ authFlowType: 'USER_AUTH', preferredChallenge: 'WEB_AUTHN' });
    const passkey = challengeOf(await pool.signIn(input, never));
    const asked = await pool.respondToChallenge(passkey, { challengeResponse: 'PASSWORD' }, never);
    expect(asked).toMatchObject({ nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_PASSWORD' } });
    expect(await pool.respondToChallenge(challengeOf(asked), { challengeResponse: PASSWORD }, never)).toEqual(
      SIGNED_IN,
    );
  });
});

describe('a service that is no Cognito', () => {
  test.each(['constructor', '__proto__', 'toString'])(
    'and names its exception %s has the sign-in fail',
    async (name) => {
      const pool = createUserPool(CONFIG, recordedService(exception(name)).environment);
      const begun = pool.signIn(flow({ authFlowType: 'USER_PASSWORD_AUTH' }, PASSWORD), never);
      await expect(begun).rejects.toMatchObject({ kind: 'service', service: { name } });
    },
  );

  test('and poses what was sent as a challenge is not quoted', async () => {
    const pool = createUserPool(CONFIG, recordedService(challenge(PASSWORD)).environment);
    const begun = pool.signIn(flow({ authFlowType: 'USER_PASSWORD_AUTH' }, PASSWORD), never);
    await expect(begun).rejects.toMatchObject({ kind: 'unknown', message: expect.not.stringContaining(PASSWORD) });
  });

  test('and lets the user choose among what was sent is not quoted either', async () => {
    const pool = createUserPool(CONFIG, recordedService().environment);
    const asked = posed('SELECT_CHALLENGE', { availableChallenges: [PASSWORD, 'EMAIL_OTP'] });
    await expect(pool.respondToChallenge(asked, { challengeResponse: 'SMS_OTP' }, never)).rejects.toMatchObject({
      kind: 'validation',
      message: expect.not.stringContaining(PASSWORD),
    });
  });
});
