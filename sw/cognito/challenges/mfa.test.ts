import { describe, expect, test } from 'vitest';
import type { ChallengeState } from '../../session/ports.js';
import { exception, type RecordedAnswer, recordedService, type SeenRequest } from '../testing/recorded-service.js';
import { createUserPool } from '../user-pool.js';

const CONFIG = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };
const TOKENS = { IdToken: 'id', AccessToken: 'access', RefreshToken: 'refresh' };
const never = new AbortController().signal;

const BY_PASSWORD = {
  username: 'Alice',
  password: 'Passw0rd!',
  options: { authFlowType: 'USER_PASSWORD_AUTH' },
} as const;

const asks = (ChallengeName: string, ChallengeParameters: Record<string, string>): RecordedAnswer => ({
  body: {
    ChallengeName,
    Session: 'session-1',
    ChallengeParameters: { USER_ID_FOR_SRP: 'alice', ...ChallengeParameters },
  },
});
const signsIn: RecordedAnswer = { body: { AuthenticationResult: TOKENS } };
const sent = ({ operation, body }: SeenRequest) => ({ operation, ...body });

const state = (challengeName: string, parameters: Record<string, string>): ChallengeState => ({
  challengeName,
  session: 'session-1',
  username: 'alice',
  parameters,
});

const BOTH = '["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]';

describe('the choice among second factors', () => {
  const selection = state('SELECT_MFA_TYPE', { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]' });

  test('is offered in the words of Amplify, and those that are not known here are left out', async () => {
    const names = '["SMS_MFA","CARRIER_PIGEON","EMAIL_OTP"]';
    const service = recordedService(asks('SELECT_MFA_TYPE', { MFAS_CAN_CHOOSE: names }));
    const progress = await createUserPool(CONFIG, service.environment).signIn(BY_PASSWORD, never);
    expect(progress).toMatchObject({
      nextStep: { signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION', allowedMFATypes: ['SMS', 'EMAIL'] },
    });
  });

  test.each([
    ['SMS', 'SMS_MFA'],
    ['TOTP', 'SOFTWARE_TOKEN_MFA'],
    ['EMAIL', 'EMAIL_OTP'],
  ])('%s is answered as %s', async (challengeResponse, ANSWER) => {
    const service = recordedService(signsIn);
    await createUserPool(CONFIG, service.environment).respondToChallenge(selection, { challengeResponse }, never);
    expect(sent(service.requests[0]!)).toMatchObject({
      ChallengeName: 'SELECT_MFA_TYPE',
      ChallengeResponses: { USERNAME: 'alice', ANSWER },
      Session: 'session-1',
    });
  });

  test('that is none is refused without a request, so that it can be corrected', async () => {
    const service = recordedService();
    const pool = createUserPool(CONFIG, service.environment);
    await expect(pool.respondToChallenge(selection, { challengeResponse: 'sms' }, never)).rejects.toMatchObject({
      kind: 'validation',
      message: 'challengeResponse must be one of SMS, TOTP, EMAIL.',
    });
  });

  test('from something that is no list is a fault of the pool', async () => {
    const service = recordedService(asks('SELECT_MFA_TYPE', { MFAS_CAN_CHOOSE: 'SMS_MFA' }));
    await expect(createUserPool(CONFIG, service.environment).signIn(BY_PASSWORD, never)).rejects.toMatchObject({
      kind: 'unknown',
      message: expect.stringContaining('MFAS_CAN_CHOOSE'),
    });
  });
});

describe('the set-up of a second factor', () => {
  test('offers what can be set up, chooses without a request, and gets a secret for an authenticator app', async () => {
    const service = recordedService(
      asks('MFA_SETUP', { MFAS_CAN_SETUP: '["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]' }),
      {
        body: { SecretCode: 'SECRET', Session: 'session-2' },
      },
    );
    const pool = createUserPool(CONFIG, service.environment);
    const first = await pool.signIn(BY_PASSWORD, never);
    expect(first).toMatchObject({
      nextStep: { signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION', allowedMFATypes: ['TOTP', 'EMAIL'] },
    });
    if (first.done || !first.challenge) throw new Error('There is no challenge.');
    const second = await pool.respondToChallenge(first.challenge, { challengeResponse: 'TOTP' }, never);
    expect(second).toEqual({
      done: false,
      nextStep: {
        signInStep: 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP',
        totpSetup: { sharedSecret: 'SECRET', accountName: 'alice' },
      },
      challenge: expect.objectContaining({ challengeName: 'MFA_SETUP', session: 'session-2' }),
    });
    expect(service.requests.map(sent).slice(1)).toEqual([
      { operation: 'AssociateSoftwareToken', Session: 'session-1' },
    ]);
  });

  test('shows the code, and goes on under the session that this brought', async () => {
    const service = recordedService({ body: { Status: 'SUCCESS', Session: 'session-3' } }, signsIn);
    const challenge = state('MFA_SETUP', { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]', SECRET_CODE: 'SECRET' });
    const input = { challengeResponse: '123456', options: { friendlyDeviceName: 'phone' } };
    const progress = await createUserPool(CONFIG, service.environment).respondToChallenge(challenge, input, never);
    expect(progress).toMatchObject({ done: true });
    expect(service.requests.map(sent)).toEqual([
      { operation: 'VerifySoftwareToken', Session: 'session-1', UserCode: '123456', FriendlyDeviceName: 'phone' },
      expect.objectContaining({
        ChallengeName: 'MFA_SETUP',
        ChallengeResponses: { USERNAME: 'alice' },
        Session: 'session-3',
      }),
    ]);
  });

  test('a wrong code is one that can be corrected', async () => {
    const service = recordedService(exception('EnableSoftwareTokenMFAException', 'Code mismatch'));
    const challenge = state('MFA_SETUP', { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]', SECRET_CODE: 'SECRET' });
    const pool = createUserPool(CONFIG, service.environment);
    await expect(pool.respondToChallenge(challenge, { challengeResponse: '000000' }, never)).rejects.toMatchObject({
      kind: 'service',
      code: 'codeMismatch',
    });
  });

  test('by email sends the address', async () => {
    const service = recordedService(asks('EMAIL_OTP', { CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL' }));
    const challenge = state('MFA_SETUP', { MFAS_CAN_SETUP: '["EMAIL_OTP"]' });
    const input = { challengeResponse: 'alice@example.com' };
    const progress = await createUserPool(CONFIG, service.environment).respondToChallenge(challenge, input, never);
    expect(progress).toMatchObject({ nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE' } });
    expect(sent(service.requests[0]!)).toMatchObject({
      ChallengeResponses: { USERNAME: 'alice', EMAIL: 'alice@example.com' },
    });
  });

  test('refuses a choice that is none', async () => {
    const challenge = state('MFA_SETUP', { MFAS_CAN_SETUP: BOTH });
    const pool = createUserPool(CONFIG, recordedService().environment);
    await expect(pool.respondToChallenge(challenge, { challengeResponse: 'SMS' }, never)).rejects.toMatchObject({
      kind: 'validation',
      message: 'challengeResponse must be one of TOTP, EMAIL.',
    });
  });

  test.each([
    [
      'nothing that can be set up here',
      [asks('MFA_SETUP', { MFAS_CAN_SETUP: '["SMS_MFA"]' })],
      'requires a second factor',
    ],
    ['no list', [asks('MFA_SETUP', {})], 'MFAS_CAN_SETUP that is not a JSON array'],
    [
      'no secret',
      [asks('MFA_SETUP', { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' }), { body: { Session: 'session-2' } }],
      'AssociateSoftwareToken to the user pool eu-west-1_AbCdEfGhI was answered without SecretCode',
    ],
  ])('fails clearly on %s', async (_, answers, message) => {
    const service = recordedService(...answers);
    await expect(createUserPool(CONFIG, service.environment).signIn(BY_PASSWORD, never)).rejects.toMatchObject({
      kind: 'unknown',
      message: expect.stringContaining(message),
    });
  });
});
