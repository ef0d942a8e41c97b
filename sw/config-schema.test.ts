import { describe, expect, test } from 'vitest';
import { AuthError } from '../shared/auth-error.js';
import type { SessionWorkerConfig } from './config.js';
import { parseConfig } from './config-schema.js';
import { matchRule } from './gateway/attach-rule.js';

const USER_POOL = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };
const IDENTITY_POOL = { identityPoolId: 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef' };
const MANAGED_LOGIN = {
  domain: 'auth.example.com',
  scopes: ['openid', 'email'],
  redirectSignIn: ['https://app.example.com/'],
  redirectSignOut: ['https://app.example.com/bye'],
};

function messageFor(input: unknown): string {
  try {
    parseConfig(input);
  } catch (thrown) {
    if (thrown instanceof AuthError && thrown.kind === 'configuration') return thrown.message;
    throw thrown;
  }
  return 'accepted';
}

describe('a configuration', () => {
  test('is completed with what it leaves out', () => {
    expect(parseConfig({ userPool: USER_POOL, identityPool: IDENTITY_POOL })).toEqual({
      userPool: { ...USER_POOL, endpoint: 'https://cognito-idp.eu-west-1.amazonaws.com' },
      identityPool: {
        ...IDENTITY_POOL,
        allowGuestAccess: false,
        endpoint: 'https://cognito-identity.eu-west-1.amazonaws.com',
      },
      providers: { cognitoTokens: true, awsCredentials: true },
      attach: [],
      staticRouting: false,
      session: { expiryBufferSeconds: 120, endWithBrowser: false },
      storage: 'persistent',
      sealing: 'database',
    });
  });

  test('keeps what it says', () => {
    const input: SessionWorkerConfig = {
      userPool: { ...USER_POOL, endpoint: 'https://cognito.example.com/' },
      identityPool: { ...IDENTITY_POOL, allowGuestAccess: true, endpoint: 'http://cognito.localhost:9229' },
      managedLogin: MANAGED_LOGIN,
      providers: { cognitoTokens: false },
      attach: [{ url: 'https://api.example.com/v1/', bearer: 'idToken' }],
      staticRouting: true,
      session: {
        expiryBufferSeconds: 0,
        idleTimeoutSeconds: 900,
        absoluteLifetimeSeconds: 43_200,
        endWithBrowser: true,
      },
      storage: 'persistent',
      sealing: 'script-preferred',
    };
    const { attach, ...rest } = parseConfig(input);
    expect(rest).toEqual({
      userPool: { ...USER_POOL, endpoint: 'https://cognito.example.com' },
      identityPool: { ...IDENTITY_POOL, allowGuestAccess: true, endpoint: 'http://cognito.localhost:9229' },
      managedLogin: MANAGED_LOGIN,
      providers: { cognitoTokens: false, awsCredentials: true },
      staticRouting: true,
      session: {
        expiryBufferSeconds: 0,
        idleTimeoutSeconds: 900,
        absoluteLifetimeSeconds: 43_200,
        endWithBrowser: true,
      },
      storage: 'persistent',
      sealing: 'script-preferred',
    });
    expect(matchRule(attach, { url: 'https://api.example.com/v1/orders', method: 'GET' })?.bearer).toBe('idToken');
  });

  test.each([
    ['a user pool alone', { userPool: USER_POOL }],
    ['an identity pool alone', { identityPool: IDENTITY_POOL }],
    [
      "an emulator's pool",
      { userPool: { ...USER_POOL, userPoolId: 'local_5TkBqXyZ', endpoint: 'http://localhost:9229' } },
    ],
    ['a pool in China', { userPool: { ...USER_POOL, userPoolId: 'cn-north-1_AbCdEfGhI' } }],
    ['a pool of GovCloud', { userPool: { ...USER_POOL, userPoolId: 'us-gov-west-1_AbCdEfGhI' } }],
    ['an endpoint on 127.0.0.1', { userPool: { ...USER_POOL, endpoint: 'http://127.0.0.1:9229' } }],
    ['an endpoint on ::1', { userPool: { ...USER_POOL, endpoint: 'http://[::1]:9229' } }],
    [
      'a local managed login',
      { userPool: USER_POOL, managedLogin: { ...MANAGED_LOGIN, domain: 'http://localhost:9229' } },
    ],
    ['a local API', { userPool: USER_POOL, attach: [{ url: 'http://api.localhost:8080/', bearer: 'accessToken' }] }],
    [
      'a rule with everything',
      {
        identityPool: IDENTITY_POOL,
        attach: [
          {
            url: 'https://a.example.com',
            sigv4: { service: 'execute-api', region: 'us-gov-west-1' },
            bearer: undefined,
            methods: ['GET', 'M-SEARCH'],
            overrideAuthorization: true,
            whenSignedOut: 'unauthorized',
          },
        ],
      },
    ],
    ['fields that are undefined', { userPool: USER_POOL, identityPool: undefined, storage: undefined }],
  ])('may have %s', (_, input) => {
    expect(messageFor(input)).toBe('accepted');
  });

  const attach = (url: unknown) => ({ userPool: USER_POOL, attach: [{ url, bearer: 'accessToken' }] });
  const rule = (fields: object) => ({
    userPool: USER_POOL,
    identityPool: IDENTITY_POOL,
    attach: [{ url: 'https://a.example.com', ...fields }],
  });
  const SIGV4 = { service: 'execute-api', region: 'eu-west-1' };
  const endpoint = (value: unknown) => ({ userPool: { ...USER_POOL, endpoint: value } });
  const ATTACH_URL = 'attach[0].url must be an absolute https URL';
  const ENDPOINT = 'userPool.endpoint must be an origin';

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'the configuration must be an object'],
    ['null', null, 'the configuration must be an object'],
    ['a text', 'x', 'the configuration must be an object'],
    ['no pool', {}, 'there is neither userPool nor identityPool'],
    ['a misspelt pool', { userpool: USER_POOL }, 'userpool is not a known field; did you mean userPool?'],
    [
      'a misspelt id',
      { userPool: { ...USER_POOL, userPoolID: 'x' } },
      'userPool.userPoolID is not a known field; did you mean userPoolId?',
    ],
    [
      'a misspelt option',
      { userPool: USER_POOL, session: { expiryBuferSeconds: 1 } },
      'session.expiryBuferSeconds is not a known field; did you mean expiryBufferSeconds?',
    ],
    [
      'an unknown field',
      { userPool: USER_POOL, telemetry: true },
      'telemetry is not a known field; known are userPool,',
    ],
    [
      'a missing id',
      { userPool: { userPoolClientId: 'x' } },
      'userPool.userPoolId is missing; it must be the id of a user pool',
    ],
    [
      'an id without a region',
      { userPool: { ...USER_POOL, userPoolId: 'AbCdEfGhI' } },
      'userPool.userPoolId must be the id of a user pool',
    ],
    [
      'an id of the wrong type',
      { userPool: { ...USER_POOL, userPoolId: 7 } },
      'userPool.userPoolId must be the id of a user pool',
    ],
    [
      'a client id with a space',
      { userPool: { ...USER_POOL, userPoolClientId: 'a b' } },
      'userPool.userPoolClientId must be the id of an app client',
    ],
    [
      'an identity pool that is a user pool',
      { identityPool: { identityPoolId: 'eu-west-1_AbCdEfGhI' } },
      'identityPool.identityPoolId must be the id of an identity pool',
    ],
    [
      'guests that are a text',
      { identityPool: { ...IDENTITY_POOL, allowGuestAccess: 'yes' } },
      'identityPool.allowGuestAccess must be true or false',
    ],
    ['an endpoint with a path', endpoint('https://x.example.com/cognito'), ENDPOINT],
    ['an endpoint with a query', endpoint('https://x.example.com?a'), ENDPOINT],
    ['an endpoint with an empty query', endpoint('https://x.example.com?'), ENDPOINT],
    ['an endpoint with a user', endpoint('https://user@x.example.com'), ENDPOINT],
    ['an endpoint without https', endpoint('http://x.example.com'), ENDPOINT],
    ['an endpoint that only looks local', endpoint('http://localhost.example.com'), ENDPOINT],
    ['an endpoint that begins like loopback', endpoint('http://127.0.0.1.example.com'), ENDPOINT],
    ['an endpoint without a scheme', endpoint('cognito.example.com'), ENDPOINT],
    [
      'an emulator without an endpoint',
      { userPool: { ...USER_POOL, userPoolId: 'local_abc' } },
      'userPool.endpoint is missing',
    ],
    ['a relative rule', attach('/v1/'), ATTACH_URL],
    ['a rule without https', attach('http://api.example.com/'), ATTACH_URL],
    ['a rule with a wildcard in its host', attach('https://*.example.com/'), ATTACH_URL],
    ['a rule with a wildcard in its path', attach('https://api.example.com/v1/*'), ATTACH_URL],
    ['a rule with a query', attach('https://api.example.com/v1?x=1'), ATTACH_URL],
    ['a rule with a fragment', attach('https://api.example.com/v1#x'), ATTACH_URL],
    ['a rule with a user', attach('https://u:p@api.example.com/v1'), ATTACH_URL],
    ['a rule with dot segments', attach('https://api.example.com/v1/..'), ATTACH_URL],
    ['a rule with hidden dot segments', attach('https://api.example.com/v1/%2E%2e/'), ATTACH_URL],
    ['a rule with a backslash', attach('https://api.example.com\\v1'), ATTACH_URL],
    ['a rule with another scheme', attach('wss://api.example.com/'), ATTACH_URL],
    [
      'a rule that is a text',
      { userPool: USER_POOL, attach: ['https://api.example.com/'] },
      'attach[0] must be an object with url, and bearer or sigv4',
    ],
    ['rules that are no list', { userPool: USER_POOL, attach: {} }, 'attach must be a list'],
    [
      'another token',
      { userPool: USER_POOL, attach: [{ url: 'https://a.example.com', bearer: 'refreshToken' }] },
      'attach[0].bearer must be "accessToken" or "idToken"',
    ],
    [
      'a rule without a user pool',
      { ...attach('https://a.example.com'), userPool: undefined, identityPool: IDENTITY_POOL },
      'attach[0].bearer needs userPool',
    ],
    [
      'managed login without a user pool',
      { identityPool: IDENTITY_POOL, managedLogin: MANAGED_LOGIN },
      'managedLogin needs userPool',
    ],
    [
      'a domain with a path',
      { userPool: USER_POOL, managedLogin: { ...MANAGED_LOGIN, domain: 'auth.example.com/login' } },
      'managedLogin.domain must be',
    ],
    [
      'no scopes',
      { userPool: USER_POOL, managedLogin: { ...MANAGED_LOGIN, scopes: [] } },
      'managedLogin.scopes must be a list of OAuth scopes',
    ],
    [
      'a scope with a space',
      { userPool: USER_POOL, managedLogin: { ...MANAGED_LOGIN, scopes: ['openid email'] } },
      'managedLogin.scopes[0] must be an OAuth scope',
    ],
    [
      'no ID token',
      { userPool: USER_POOL, managedLogin: { ...MANAGED_LOGIN, scopes: ['email'] } },
      'managedLogin.scopes must have "openid" among them',
    ],
    [
      'a relative redirect',
      { userPool: USER_POOL, managedLogin: { ...MANAGED_LOGIN, redirectSignIn: ['/'] } },
      'managedLogin.redirectSignIn[0] must be an absolute https URL',
    ],
    [
      'a negative buffer',
      { userPool: USER_POOL, session: { expiryBufferSeconds: -1 } },
      'session.expiryBufferSeconds must be a number of seconds',
    ],
    [
      'an endless buffer',
      { userPool: USER_POOL, session: { expiryBufferSeconds: Number.POSITIVE_INFINITY } },
      'session.expiryBufferSeconds must be a number of seconds',
    ],
    ['storage', { userPool: USER_POOL, storage: 'disk' }, 'storage must be "persistent" or "memory"'],
    ['sealing', { userPool: USER_POOL, sealing: 'script' }, 'sealing must be "database", "script-required" or'],
    [
      'a seal for what is not stored',
      { userPool: USER_POOL, storage: 'memory', sealing: 'script-required' },
      'sealing is of no use with storage "memory"',
    ],
    [
      'an idle timeout',
      { userPool: USER_POOL, session: { idleTimeoutSeconds: 0 } },
      'session.idleTimeoutSeconds must be a number of seconds, more than 0',
    ],
    [
      'an absolute lifetime',
      { userPool: USER_POOL, session: { absoluteLifetimeSeconds: '60' } },
      'session.absoluteLifetimeSeconds must be a number of seconds, more than 0',
    ],
    [
      'a rule that says nothing',
      rule({}),
      'attach[0].bearer is missing; it must be "accessToken" or "idToken", unless',
    ],
    [
      'a rule that says both',
      rule({ bearer: 'idToken', sigv4: SIGV4 }),
      'attach[0].bearer and sigv4 exclude each other',
    ],
    [
      'a scope without a region',
      rule({ sigv4: { service: 's3' } }),
      'attach[0].sigv4.region is missing; it must be an AWS',
    ],
    [
      'a scope that is a text',
      rule({ sigv4: 'execute-api' }),
      'attach[0].sigv4 must be an object with service and region',
    ],
    [
      'a service that is a host',
      rule({ sigv4: { ...SIGV4, service: 'execute-api.amazonaws.com' } }),
      'attach[0].sigv4.service must be the signing name of an AWS service',
    ],
    [
      'a SigV4 rule without an identity pool',
      { ...rule({ sigv4: SIGV4 }), identityPool: undefined },
      'attach[0].sigv4 needs identityPool',
    ],
    ['no methods', rule({ bearer: 'idToken', methods: [] }), 'attach[0].methods must be a list of methods'],
    [
      'a method in small letters',
      rule({ bearer: 'idToken', methods: ['GET', 'post'] }),
      'attach[0].methods[1] must be',
    ],
    [
      'a misspelt answer',
      rule({ bearer: 'idToken', whenSignedOut: '401' }),
      'attach[0].whenSignedOut must be "passThrough" or "unauthorized"',
    ],
    [
      'an override that is a text',
      rule({ bearer: 'idToken', overrideAuthorization: 'yes' }),
      'attach[0].overrideAuthorization must be true or false',
    ],
    ['routing that is a text', { userPool: USER_POOL, staticRouting: 'yes' }, 'staticRouting must be true or false'],
  ])('is refused for %s', (_, input, message) => {
    expect(messageFor(input)).toContain(message);
  });

  test('is refused with everything that is wrong in it', () => {
    const message = messageFor({
      userPool: { userPoolId: 'x', userPoolClientID: 'y' },
      attach: [
        { url: 'https://a.example.com', bearer: 'accessToken' },
        { url: '*', bearer: 'both' },
      ],
      providers: { cognitoToken: false, aws: true },
    });
    for (const path of [
      'userPool.userPoolId must',
      'userPool.userPoolClientId is missing',
      'userPool.userPoolClientID is not a known field; did you mean userPoolClientId?',
      'attach[1].url must',
      'attach[1].bearer must',
      'providers.cognitoToken is not a known field; did you mean cognitoTokens?',
      'providers.aws is not a known field; known are cognitoTokens, awsCredentials',
    ]) {
      expect(message).toContain(path);
    }
    expect(message).not.toContain('undefined');
  });
});
