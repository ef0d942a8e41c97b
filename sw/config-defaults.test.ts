import { expect, test } from 'vitest';
import type { SessionWorkerConfig } from './config.js';
import { withDefaults } from './config-defaults.js';
import { parseConfig } from './config-schema.js';

const userPool = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };
const identityPool = { identityPoolId: 'eu-west-1:00000000-0000-0000-0000-000000000000' };

test.each<[string, SessionWorkerConfig]>([
  ['a user pool', { userPool }],
  ['an identity pool', { identityPool: { ...identityPool, allowGuestAccess: true } }],
  ['endpoints', { userPool: { ...userPool, endpoint: 'http://localhost:9229/' }, identityPool }],
  [
    'everything',
    {
      userPool,
      identityPool,
      managedLogin: {
        domain: 'auth.example.com',
        scopes: ['openid'],
        redirectSignIn: ['https://app.example/'],
        redirectSignOut: [],
      },
      providers: { cognitoTokens: false },
      attach: [
        { url: 'https://api.example.com/v1/', bearer: 'accessToken' },
        { url: 'https://aws.example.com/', sigv4: { service: 'execute-api', region: 'eu-west-1' }, methods: ['GET'] },
      ],
      staticRouting: true,
      session: { idleTimeoutSeconds: 60, endWithBrowser: true },
      sealing: 'script-preferred',
    },
  ],
])('a configuration of %s means the same when it is not checked again', (_, config) => {
  expect(withDefaults(config)).toEqual(parseConfig(config));
});
