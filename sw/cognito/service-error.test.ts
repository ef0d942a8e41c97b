import { describe, expect, test } from 'vitest';
import { AuthError } from '../../shared/auth-error.js';
import type { UserPool } from '../session/ports.js';
import { createIdentityPool } from './identity-pool.js';
import { exception, type RecordedAnswer, recordedService } from './testing/recorded-service.js';
import { stillTime } from './testing/still-time.js';
import { createUserPool } from './user-pool.js';

const CONFIG = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };
const IDENTITY_POOL = { identityPoolId: 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef' };
const REFRESH_TOKEN = 'eyJjdHki.the-refresh-token.of.the.user';
const never = new AbortController().signal;

async function errorFor(answer: RecordedAnswer): Promise<AuthError> {
  const { environment } = recordedService(answer);
  try {
    await createUserPool(CONFIG, environment).refresh(REFRESH_TOKEN, 'GetTokensFromRefreshToken', never);
  } catch (thrown) {
    if (thrown instanceof AuthError) return thrown;
    throw thrown;
  }
  throw new Error('It succeeded.');
}

describe('an exception of the user pool', () => {
  test.each([
    ['NotAuthorizedException', 400, 'notAuthorized', undefined, false],
    ['RefreshTokenReuseException', 400, 'notAuthorized', undefined, false],
    ['UserNotFoundException', 400, 'service', 'userNotFound', false],
    ['UserNotConfirmedException', 400, 'service', 'userNotConfirmed', false],
    ['PasswordResetRequiredException', 400, 'service', 'passwordResetRequired', false],
    ['CodeMismatchException', 400, 'service', 'codeMismatch', false],
    ['ExpiredCodeException', 400, 'service', 'codeExpired', false],
    ['TooManyRequestsException', 400, 'service', 'tooManyRequests', true],
    ['TooManyRequestsException', 429, 'service', 'tooManyRequests', true],
    ['ThrottlingException', 400, 'service', 'tooManyRequests', true],
    ['SlowDown', 503, 'service', 'tooManyRequests', true],
    ['NeverHeardOfException', 429, 'service', 'tooManyRequests', true],
    ['LimitExceededException', 400, 'service', 'limitExceeded', true],
    ['ResourceNotFoundException', 400, 'service', 'resourceNotFound', false],
    ['UserLambdaValidationException', 400, 'service', 'lambda', true],
    ['UnexpectedLambdaException', 400, 'service', 'lambda', true],
    ['InvalidLambdaResponseException', 400, 'service', 'lambda', true],
    ['InternalErrorException', 500, 'service', 'other', true],
    ['InternalErrorException', 400, 'service', 'other', true],
    ['NotAuthorizedException', 503, 'service', 'other', true],
    ['InvalidParameterException', 400, 'validation', undefined, false],
    ['InvalidPasswordException', 400, 'validation', undefined, false],
    ['PasswordHistoryPolicyViolationException', 400, 'validation', undefined, false],
    ['UsernameExistsException', 400, 'service', 'usernameExists', false],
    ['AliasExistsException', 400, 'service', 'aliasExists', false],
    ['CodeDeliveryFailureException', 400, 'service', 'codeDelivery', false],
    ['TooManyFailedAttemptsException', 400, 'service', 'limitExceeded', true],
    ['InvalidEmailRoleAccessPolicyException', 400, 'service', 'other', false],
    ['InvalidSmsRoleAccessPolicyException', 400, 'service', 'other', false],
    ['InvalidSmsRoleTrustRelationshipException', 400, 'service', 'other', false],
    ['ForbiddenException', 403, 'service', 'other', false],
    ['WebAuthnNotEnabledException', 400, 'service', 'other', false],
    ['WebAuthnChallengeNotFoundException', 400, 'service', 'other', false],
    ['NeverHeardOfException', 400, 'service', 'other', false],
    ['NeverHeardOfException', 500, 'service', 'other', true],
  ])('%s with status %i becomes %s/%s, retryable: %s', async (name, status, kind, code, retryable) => {
    const error = await errorFor(exception(name, 'As the service says.', status));
    expect(error).toMatchObject({
      kind,
      retryable,
      service: { name, message: 'As the service says.', requestId: 'request-1' },
    });
    expect(error.code).toBe(code);
    expect(error.message).toBe(
      `The request GetTokensFromRefreshToken to the user pool eu-west-1_AbCdEfGhI failed: As the service says. (${name})`,
    );
    expect(error.recoverySuggestion).not.toBe('');
    expect(error.cause).toBeUndefined();
  });

  test('keeps its name where it comes with a namespace, and has no message', async () => {
    const error = await errorFor({ status: 400, body: { __type: 'com.amazonaws.cognito#NotAuthorizedException' } });
    expect(error.service).toMatchObject({ name: 'NotAuthorizedException', message: '' });
    expect(error.message).toMatch(/failed: NotAuthorizedException$/);
  });
});

describe('an answer without an exception', () => {
  test.each<[string, RecordedAnswer, object]>([
    ['HTML with 503', { status: 503, body: '<h1>busy</h1>' }, { kind: 'service', code: 'other', retryable: true }],
    ['nothing with 500', { status: 500, body: '' }, { kind: 'service', code: 'other', retryable: true }],
    ['nothing named with 500', { status: 500, body: {} }, { kind: 'service', code: 'other', retryable: true }],
    [
      'text with 429',
      { status: 429, body: 'slow down' },
      { kind: 'service', code: 'tooManyRequests', retryable: true },
    ],
    ['HTML with 403', { status: 403, body: '<h1>no</h1>' }, { kind: 'service', code: 'other', retryable: false }],
    ['HTML with 200', { body: '<h1>please log in</h1>' }, { kind: 'unknown', retryable: true }],
    [
      'JSON that breaks off',
      { body: '{"AuthenticationResult":{"AccessToken":"eyJsec' },
      { kind: 'unknown', retryable: true },
    ],
  ])('%s is an error that quotes nothing of it', async (_, answer, expected) => {
    const error = await errorFor(answer);
    expect(error).toMatchObject(expected);
    expect(error.service).toBeUndefined();
    expect(`${error.message}${error.stack}`).not.toMatch(/<h1>|eyJ|slow down/);
  });
});

describe('a failure before any answer', () => {
  const poolWith = (fetch: typeof globalThis.fetch) => createUserPool(CONFIG, { time: stillTime(), fetch });

  test('of the network is retryable and names the pool', async () => {
    const refresh = poolWith(() => Promise.reject(new TypeError('Failed to fetch'))).refresh(
      REFRESH_TOKEN,
      'REFRESH_TOKEN_AUTH',
      never,
    );
    await expect(refresh).rejects.toMatchObject({
      kind: 'service',
      code: 'network',
      retryable: true,
      message: 'The request InitiateAuth to the user pool eu-west-1_AbCdEfGhI got no answer: Failed to fetch',
    });
  });

  test("by the caller's signal is the signal's reason, where that is an AuthError", async () => {
    const reason = new AuthError({ kind: 'service', code: 'network', message: 'Too slow.', recoverySuggestion: '' });
    const caller = new AbortController();
    const refresh = poolWith(() => new Promise(() => {})).refresh(REFRESH_TOKEN, 'REFRESH_TOKEN_AUTH', caller.signal);
    caller.abort(reason);
    await expect(refresh).rejects.toBe(reason);
  });
});

describe('no secret gets into an error', () => {
  const challenge = {
    challengeName: 'NEW_PASSWORD_REQUIRED',
    session: 'the-session',
    username: 'alice',
    parameters: {},
  };
  const answer = { challengeResponse: 'Passw0rd!', options: { userAttributes: { pin: '123456' } } };
  const signIn = {
    username: 'alice',
    password: 'Passw0rd!',
    options: { authFlowType: 'USER_PASSWORD_AUTH', clientMetadata: { pin: '123456' } },
  } as const;

  test.each<[string, string, (pool: UserPool) => Promise<unknown>]>([
    ['a sign-in with password', 'InvalidParameterException', (pool) => pool.signIn(signIn, never)],
    ['a sign-in with password', 'InternalErrorException', (pool) => pool.signIn(signIn, never)],
    [
      'an answer to a challenge',
      'UserLambdaValidationException',
      (pool) => pool.respondToChallenge(challenge, answer, never),
    ],
  ])('of %s that ends in %s', async (_, name, call) => {
    const echo = exception(name, "Value 'Passw0rd!' (eyJhbGci.eyJzdWIi.c2ln, 123456) is wrong");
    const error: unknown = await call(createUserPool(CONFIG, recordedService(echo).environment)).catch(
      (it: unknown) => it,
    );
    if (!(error instanceof AuthError)) throw new Error('It succeeded.');
    expect(error.service?.message).toBe("Value '[redacted]' ([redacted], [redacted]) is wrong");
    expect(JSON.stringify([error.toData(), error.stack, error.cause])).not.toMatch(/Passw0rd!|123456|eyJ/);
  });

  test('of a refresh, of either kind', async () => {
    for (const operation of ['GetTokensFromRefreshToken', 'REFRESH_TOKEN_AUTH'] as const) {
      const { environment } = recordedService(exception('InvalidParameterException', `Bad: ${REFRESH_TOKEN}`));
      const refresh = createUserPool(CONFIG, environment).refresh(REFRESH_TOKEN, operation, never);
      await expect(refresh).rejects.toMatchObject({ service: { message: 'Bad: [redacted]' } });
    }
  });

  test('of a request for credentials', async () => {
    const { environment } = recordedService(exception('NotAuthorizedException', 'Invalid login token: opaque-token'));
    const pool = createIdentityPool(IDENTITY_POOL, CONFIG, environment);
    await expect(pool.getId({ token: 'opaque-token' }, never)).rejects.toMatchObject({
      kind: 'notAuthorized',
      service: { message: 'Invalid login token: [redacted]' },
    });
  });
});

test.each([
  ['NotAuthorizedException', 'notAuthorized', undefined, false],
  ['ResourceNotFoundException', 'service', 'resourceNotFound', false],
  ['InvalidIdentityPoolConfigurationException', 'service', 'other', false],
  ['ResourceConflictException', 'service', 'other', false],
  ['ExternalServiceException', 'service', 'other', true],
  ['TooManyRequestsException', 'service', 'tooManyRequests', true],
])('the identity pool says %s: %s/%s, retryable: %s', async (name, kind, code, retryable) => {
  const { environment } = recordedService(exception(name));
  const error: unknown = await createIdentityPool(IDENTITY_POOL, CONFIG, environment)
    .getId(undefined, never)
    .catch((it: unknown) => it);
  expect(error).toMatchObject({ kind, retryable, service: { name } });
  expect((error as AuthError).code).toBe(code);
});

describe('an exception that a proxy makes of the request', () => {
  test.each<[string, RecordedAnswer]>([
    ['name', { status: 400, body: { __type: `No-${REFRESH_TOKEN}` } }],
    ['message', { status: 400, body: { __type: 'No', message: REFRESH_TOKEN } }],
    ['request id', { status: 400, body: { __type: 'No' }, headers: { 'x-amzn-RequestId': REFRESH_TOKEN } }],
    ['type in a header', { status: 400, body: '', headers: { 'x-amzn-ErrorType': REFRESH_TOKEN } }],
  ])('does not tell a secret in its %s', async (_where, answer) => {
    const told = JSON.stringify((await errorFor(answer)).toData());
    expect(told).not.toContain('the-refresh-token');
    expect(told).toContain('[redacted]');
  });
});
