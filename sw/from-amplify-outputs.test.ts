import { describe, expect, test } from 'vitest';
import { parseConfig } from './config-schema.js';
import { fromAmplifyOutputs } from './from-amplify-outputs.js';

const GEN_2 = {
  version: '1.3',
  auth: {
    aws_region: 'eu-west-1',
    user_pool_id: 'eu-west-1_AbCdEfGhI',
    user_pool_client_id: '1example23456789',
    identity_pool_id: 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef',
    unauthenticated_identities_enabled: true,
    mfa_configuration: 'OPTIONAL',
    password_policy: { min_length: 8 },
    oauth: {
      identity_providers: ['GOOGLE'],
      domain: 'abc.auth.eu-west-1.amazoncognito.com',
      scopes: ['openid', 'email'],
      redirect_sign_in_uri: ['https://app.example.com/', 'http://localhost:3000/', 'myapp://callback/'],
      redirect_sign_out_uri: ['https://app.example.com/bye'],
      response_type: 'code',
    },
  },
  data: { url: 'https://example.com/graphql' },
};

const GEN_1 = {
  aws_project_region: 'eu-west-1',
  aws_cognito_identity_pool_id: 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef',
  aws_user_pools_id: 'eu-west-1_AbCdEfGhI',
  aws_user_pools_web_client_id: '1example23456789',
  aws_mandatory_sign_in: 'enable',
  oauth: {
    domain: 'abc.auth.eu-west-1.amazoncognito.com',
    scope: ['openid', 'email'],
    redirectSignIn: 'https://app.example.com/,http://localhost:3000/',
    redirectSignOut: 'https://app.example.com/bye',
    responseType: 'code',
  },
};

const EXPECTED = {
  userPool: { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' },
  identityPool: { identityPoolId: 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef', allowGuestAccess: true },
  managedLogin: {
    domain: 'abc.auth.eu-west-1.amazoncognito.com',
    scopes: ['openid', 'email'],
    redirectSignIn: ['https://app.example.com/', 'http://localhost:3000/'],
    redirectSignOut: ['https://app.example.com/bye'],
  },
};

describe('the pools of', () => {
  test('amplify_outputs.json are taken over, and the redirects of native apps left out', () => {
    expect(fromAmplifyOutputs(GEN_2)).toEqual(EXPECTED);
  });

  test('aws-exports.js are taken over', () => {
    const identityPool = { ...EXPECTED.identityPool, allowGuestAccess: false };
    expect(fromAmplifyOutputs(GEN_1)).toEqual({ ...EXPECTED, identityPool });
  });

  test.each([
    ['amplify_outputs.json', GEN_2],
    ['aws-exports.js', GEN_1],
  ])('%s make a configuration', (_, outputs) => {
    expect(() => parseConfig(fromAmplifyOutputs(outputs))).not.toThrow();
  });
});

test.each([
  ['amplify_outputs.json says so', { ...GEN_2 }, true],
  [
    'amplify_outputs.json says nothing',
    { auth: { ...GEN_2.auth, unauthenticated_identities_enabled: undefined } },
    false,
  ],
  ['amplify_outputs.json forbids it', { auth: { ...GEN_2.auth, unauthenticated_identities_enabled: false } }, false],
  ['aws-exports.js does not demand a sign-in', { ...GEN_1, aws_mandatory_sign_in: 'disable' }, true],
  ['aws-exports.js demands a sign-in', GEN_1, false],
])('where %s, guests are allowed: %#', (_, outputs, allowed) => {
  expect(fromAmplifyOutputs(outputs).identityPool?.allowGuestAccess).toBe(allowed);
});

test.each([
  ['no oauth', { auth: { ...GEN_2.auth, oauth: undefined } }],
  ['an empty oauth', { ...GEN_1, oauth: {} }],
  ['an oauth for native apps only', { ...GEN_1, oauth: { ...GEN_1.oauth, redirectSignIn: 'myapp://callback/' } }],
])('without managed login: %s', (_, outputs) => {
  expect(fromAmplifyOutputs(outputs)).not.toHaveProperty('managedLogin');
});

test.each([
  ['nothing', undefined, 'neither auth.user_pool_id nor auth.identity_pool_id'],
  ['an empty file', {}, 'nor aws_user_pools_id nor aws_cognito_identity_pool_id'],
  ['a file without auth', { version: '1', data: {} }, 'neither auth.user_pool_id nor auth.identity_pool_id'],
  [
    'an auth without pools',
    { auth: { aws_region: 'eu-west-1' } },
    'neither auth.user_pool_id nor auth.identity_pool_id',
  ],
  ['no client', { auth: { user_pool_id: 'eu-west-1_A' } }, 'auth.user_pool_client_id is missing'],
  ['no client', { aws_user_pools_id: 'eu-west-1_A' }, 'aws_user_pools_web_client_id is missing'],
  ['an id that is a number', { auth: { user_pool_id: 7 } }, 'auth.user_pool_id must be a text'],
  [
    'scopes that are a text',
    { auth: { ...GEN_2.auth, oauth: { ...GEN_2.auth.oauth, scopes: 'openid' } } },
    'auth.oauth.scopes must be a list of texts',
  ],
])('%s is a configuration error', (_, outputs, message) => {
  expect(() => fromAmplifyOutputs(outputs)).toThrow(
    expect.objectContaining({ kind: 'configuration', message: expect.stringContaining(message) }),
  );
});
