import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AuthError } from '../../shared/auth-error.js';
import { FUZZ_TIMEOUT_MS, fuzzRuns } from '../../shared/testing/fuzz-runs.js';
import { guard } from './guard.js';

const raw = (value: unknown) => ({ type: 'RAW', value });
const apply = (path: unknown, ...args: unknown[]) => ({ id: 'x', type: 'APPLY', path, argumentList: args.map(raw) });

describe('the guard lets a call of a known method pass', () => {
  test.each([
    [apply(['getCurrentUser']), 'getCurrentUser', []],
    [apply(['fetchAuthSession'], { forceRefresh: true }), 'fetchAuthSession', [{ forceRefresh: true }]],
    [apply(['getUserSub'], 'session'), 'getUserSub', ['session']],
    [
      apply(['signInWithRedirect'], { provider: { custom: 'Mine' }, customState: 'x', options: { prompt: 'NONE' } }),
      'signInWithRedirect',
      [{ provider: { custom: 'Mine' }, customState: 'x', options: { prompt: 'NONE' } }],
    ],
    [apply(['signIn'], { username: 'a', password: 'b' }), 'signIn', [{ username: 'a', password: 'b' }]],
    [apply(['forgetDevice']), 'forgetDevice', [{}]],
    [
      // As fetchDevices answers it: only the id goes further.
      apply(['forgetDevice'], { device: { id: 'key', attributes: { device_name: 'x' }, createDate: new Date(0) } }),
      'forgetDevice',
      [{ device: { id: 'key' } }],
    ],
    [apply(['updateMFAPreference'], { totp: 'PREFERRED' }), 'updateMFAPreference', [{ totp: 'PREFERRED' }]],
    [
      apply(['signIn'], { username: 'a', options: { authFlowType: 'USER_AUTH', preferredChallenge: 'WEB_AUTHN' } }),
      'signIn',
      [{ username: 'a', options: { authFlowType: 'USER_AUTH', preferredChallenge: 'WEB_AUTHN' } }],
    ],
    [apply(['listWebAuthnCredentials']), 'listWebAuthnCredentials', [{}]],
    [apply(['listWebAuthnCredentials'], { pageSize: 20 }), 'listWebAuthnCredentials', [{ pageSize: 20 }]],
  ])('%j', (message, method, args) => {
    expect(guard(message)).toEqual({ method, args });
  });
});

describe('the guard refuses everything else', () => {
  test.each<[string, unknown]>([
    ['a read', { type: 'GET', path: ['getCurrentUser'] }],
    ['a write', { type: 'SET', path: ['getCurrentUser'], value: raw(1) }],
    ['a construction', { type: 'CONSTRUCT', path: ['getCurrentUser'], argumentList: [] }],
    ['an endpoint', { type: 'ENDPOINT' }],
    ['a release', { type: 'RELEASE' }],
    ['an empty path', apply([])],
    ['a path of two names', apply(['signOut', 'call'], {})],
    ['a walk to the constructor', apply(['constructor', 'constructor'], 'return self')],
    ['the constructor', apply(['constructor'])],
    ['__proto__', apply(['__proto__'])],
    ['toString', apply(['toString'])],
    ['a path that is no array', apply('signOut', {})],
    ['a name that is no string', apply([{ toString: () => 'signOut' }], {})],
    ['a handler', { type: 'APPLY', path: ['signOut'], argumentList: [{ type: 'HANDLER', name: 'proxy', value: {} }] }],
    ['a Map for an object', apply(['signOut'], new Map())],
    ['a Date for an object', apply(['fetchAuthSession'], new Date())],
    ['a list for an object', apply(['fetchAuthSession'], [])],
    ['too many arguments', apply(['getCurrentUser'], 1)],
    ['too few arguments', apply(['getUserSub'])],
    ['nothing', undefined],
    ['a string', 'APPLY'],
  ])('%s', (_name, message) => {
    expect(guard(message)).toBeInstanceOf(AuthError);
  });

  test.each([
    ['password', apply(['signIn'], { username: 'ada', password: '' }), 'password must not be empty'],
    ['username', apply(['signIn'], { username: 7, password: 'secret' }), 'username must be a string'],
    ['a misspelt field', apply(['signIn'], { username: 'ada', password: 'secret', pasword: 'x' }), 'pasword'],
    ['forceRefresh', apply(['fetchAuthSession'], { forceRefresh: 'yes' }), 'forceRefresh must be boolean'],
    ['provider', apply(['signInWithRedirect'], { provider: 'Myspace' }), 'provider must be'],
    ['options.prompt', apply(['signInWithRedirect'], { options: { prompt: 'none' } }), 'options.prompt must be'],
    ['options.state', apply(['signInWithRedirect'], { options: { state: 'x' } }), 'options.state is not a known field'],
    ['oauth.redirectUrl', apply(['signOut'], { oauth: { redirectUrl: '' } }), 'oauth.redirectUrl must not be empty'],
    ['device.id', apply(['forgetDevice'], { device: { id: '' } }), 'device.id must not be empty'],
    ['totp', apply(['updateMFAPreference'], { totp: 'ON' }), 'totp must be'],
    ['code', apply(['verifyTOTPSetup'], { code: 123456 }), 'code must be a string'],
    [
      'options.authFlowType',
      apply(['signIn'], { username: 'a', password: 'b', options: { authFlowType: 'X' } }),
      'options.authFlowType must be',
    ],
    [
      'options.preferredChallenge',
      apply(['signIn'], { username: 'a', options: { preferredChallenge: 'X' } }),
      'options.preferredChallenge must be',
    ],
    ['pageSize', apply(['listWebAuthnCredentials'], { pageSize: 21 }), 'pageSize must be'],
    ['credentialId', apply(['deleteWebAuthnCredential'], { credentialId: '' }), 'credentialId must not be empty'],
    [
      'userAttributes.name',
      apply(['updateUserAttributes'], { userAttributes: { name: 7 } }),
      'userAttributes.name must be a string',
    ],
    [
      'nothing but undefined attributes',
      apply(['updateUserAttributes'], { userAttributes: { name: undefined } }),
      'userAttributes must have at least 1',
    ],
    ['no attributes', apply(['updateUserAttributes'], { userAttributes: {} }), 'userAttributes must have at least 1'],
    [
      'a long attribute',
      apply(['updateUserAttributes'], { userAttributes: { name: 'x'.repeat(2_049) } }),
      'userAttributes.name must have at most 2048 characters',
    ],
    [
      'a long name of an attribute',
      apply(['signUp'], { username: 'a', options: { userAttributes: { ['x'.repeat(33)]: 'secret' } } }),
      'a name in options.userAttributes must have at most 32 characters',
    ],
    [
      'a Map of attributes',
      apply(['signUp'], { username: 'a', options: { userAttributes: new Map() } }),
      'options.userAttributes must be a plain object',
    ],
    [
      'no keys to delete',
      apply(['deleteUserAttributes'], { userAttributeKeys: [] }),
      'userAttributeKeys must not be empty',
    ],
    [
      'an attribute that cannot be verified',
      apply(['confirmUserAttribute'], { userAttributeKey: 'name', confirmationCode: '1' }),
      'userAttributeKey must be ("email" | "phone_number")',
    ],
    [
      'newPassword',
      apply(['updatePassword'], { oldPassword: 'secret', newPassword: 'secret'.repeat(50) }),
      'newPassword must have at most 256 characters',
    ],
    [
      'options.autoSignIn',
      apply(['signUp'], { username: 'a', password: 'secret', options: { autoSignIn: 'secret' } }),
      'options.autoSignIn must be',
    ],
    [
      'confirmationCode',
      apply(['confirmSignUp'], { username: 'a', confirmationCode: '' }),
      'confirmationCode must not be empty',
    ],
    ['url', apply(['arrive'], 'secret'), 'url must be an absolute URL'],
    ['username', apply(['resetPassword'], { username: 'a'.repeat(129) }), 'username must have at most 128 characters'],
  ])('an error names the field: %s', (_name, message, expected) => {
    const refused = guard(message);
    expect(refused).toMatchObject({ kind: 'validation', message: expect.stringContaining(expected) });
    expect(String((refused as AuthError).message)).not.toContain('secret');
  });

  test('whatever comes: an answer, no exception, and nothing polluted', { timeout: FUZZ_TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true }),
        (value) => {
          const outcome = guard(value);
          expect(outcome instanceof AuthError || 'method' in outcome).toBe(true);
          expect(Object.keys(Object.prototype)).toEqual([]);
        },
      ),
      fuzzRuns(2_000),
    );
  });
});
