import { describe, expect, test } from 'vitest';
import { createPasskeyOperations } from './passkeys.js';
import { recordedService, type SeenRequest } from './testing/recorded-service.js';

const CONFIG = { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' };
const never = new AbortController().signal;
const sent = ({ operation, body }: SeenRequest) => ({ operation, ...body });

describe('a registration', () => {
  const OPTIONS = { challenge: 'Y2hhbGxlbmdl', rp: { id: 'example.com', name: 'Example' }, timeout: 60_000 };

  test('begins with the options that the pool makes, as they are', async () => {
    const service = recordedService({ body: { CredentialCreationOptions: OPTIONS } });
    const operations = createPasskeyOperations(CONFIG, service.environment);
    expect(await operations.startWebAuthnRegistration('access', undefined, never)).toEqual(OPTIONS);
    expect(service.requests.map(sent)).toEqual([{ operation: 'StartWebAuthnRegistration', AccessToken: 'access' }]);
  });

  test.each([[{}], [{ CredentialCreationOptions: null }], [{ CredentialCreationOptions: 'options' }]])(
    'cannot begin with %j, and says what is missing',
    async (body) => {
      const operations = createPasskeyOperations(CONFIG, recordedService({ body }).environment);
      await expect(operations.startWebAuthnRegistration('access', undefined, never)).rejects.toMatchObject({
        kind: 'unknown',
        message: expect.stringContaining('without CredentialCreationOptions'),
      });
    },
  );

  test('ends with the credential as a document, and not as text', async () => {
    const service = recordedService({});
    const operations = createPasskeyOperations(CONFIG, service.environment);
    const Credential = { id: 'credential', response: { transports: ['internal'], publicKeyAlgorithm: -7 } };
    await operations.completeWebAuthnRegistration('access', JSON.stringify(Credential), never);
    expect(service.requests.map(sent)).toEqual([
      { operation: 'CompleteWebAuthnRegistration', AccessToken: 'access', Credential },
    ]);
  });

  test('does not end with what is no JSON: nobody is asked', async () => {
    const service = recordedService();
    const operations = createPasskeyOperations(CONFIG, service.environment);
    await expect(operations.completeWebAuthnRegistration('access', '{', never)).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining('credential'),
    });
    expect(service.requests).toEqual([]);
  });
});

test('the passkeys are listed in Amplify’s words, a page at a time', async () => {
  const Credentials = [
    {
      CredentialId: 'one',
      FriendlyCredentialName: 'iCloud Keychain',
      RelyingPartyId: 'example.com',
      AuthenticatorAttachment: 'platform',
      AuthenticatorTransports: ['internal', 'hybrid'],
      CreatedAt: 1_741_079_100.5,
    },
    { CredentialId: 'two', FriendlyCredentialName: 'Key', RelyingPartyId: 'example.com', AuthenticatorTransports: [] },
  ];
  const service = recordedService({ body: { Credentials, NextToken: 'more' } }, { body: { Credentials: [] } });
  const { listWebAuthnCredentials } = createPasskeyOperations(CONFIG, service.environment);
  expect(await listWebAuthnCredentials('access', { pageSize: 2 }, never)).toEqual({
    credentials: [
      {
        credentialId: 'one',
        friendlyCredentialName: 'iCloud Keychain',
        relyingPartyId: 'example.com',
        authenticatorAttachment: 'platform',
        authenticatorTransports: ['internal', 'hybrid'],
        createdAt: new Date('2025-03-04T09:05:00.500Z'),
      },
      {
        credentialId: 'two',
        friendlyCredentialName: 'Key',
        relyingPartyId: 'example.com',
        authenticatorTransports: [],
        createdAt: undefined,
      },
    ],
    nextToken: 'more',
  });
  expect(await listWebAuthnCredentials('access', { nextToken: 'more' }, never)).toEqual({ credentials: [] });
  expect(service.requests.map(sent)).toEqual([
    { operation: 'ListWebAuthnCredentials', AccessToken: 'access', MaxResults: 2 },
    { operation: 'ListWebAuthnCredentials', AccessToken: 'access', NextToken: 'more' },
  ]);
});

test('a passkey is deleted by its id', async () => {
  const service = recordedService({});
  const { deleteWebAuthnCredential } = createPasskeyOperations(CONFIG, service.environment);
  await deleteWebAuthnCredential('access', { credentialId: 'one' }, never);
  expect(service.requests.map(sent)).toEqual([
    { operation: 'DeleteWebAuthnCredential', AccessToken: 'access', CredentialId: 'one' },
  ]);
});
