import {
  type CognitoIdentityProviderClient,
  CompleteWebAuthnRegistrationCommand,
  DeleteWebAuthnCredentialCommand,
  ListWebAuthnCredentialsCommand,
  StartWebAuthnRegistrationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';
import { type Ceremony, createSoftwareAuthenticator, type SoftwareAuthenticator } from './software-authenticator.js';
import { initiateAuth, respondToChallenge, signInWithPassword, userPoolClient } from './test-clients.js';

const alice = { username: 'alice', password: 'correct horse' };
const ORIGIN = 'http://localhost:8080';

let cognito: LocalCognito;
let client: CognitoIdentityProviderClient;
let AccessToken: string;
let authenticator: SoftwareAuthenticator;

beforeEach(async () => {
  cognito = await startLocalCognito();
  client = userPoolClient(cognito);
  cognito.createUser(alice);
  ({ AccessToken } = await signInWithPassword(cognito, client, alice));
  authenticator = createSoftwareAuthenticator();
});

afterEach(async () => {
  client.destroy();
  await cognito.close();
});

const ceremony = (challenge: string): Ceremony => ({ challenge, origin: ORIGIN, relyingPartyId: 'localhost' });

async function startRegistration(): Promise<Ceremony> {
  const { CredentialCreationOptions } = await client.send(new StartWebAuthnRegistrationCommand({ AccessToken }));
  return ceremony((CredentialCreationOptions as { challenge: string }).challenge);
}

async function completeRegistration(credential: object): Promise<void> {
  const Credential = credential as Record<string, string>;
  await client.send(new CompleteWebAuthnRegistrationCommand({ AccessToken, Credential }));
}

const register = async (by = authenticator) => completeRegistration(by.register(await startRegistration()));

async function beginSignIn(): Promise<{ asked: Ceremony; present: (credential: object) => Promise<unknown> }> {
  const { ChallengeName, ChallengeParameters, Session } = await initiateAuth(cognito, client, {
    AuthFlow: 'USER_AUTH',
    AuthParameters: { USERNAME: 'alice', PREFERRED_CHALLENGE: 'WEB_AUTHN' },
  });
  expect(ChallengeName).toBe('WEB_AUTHN');
  const options = JSON.parse(ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] ?? '');
  expect(options).toMatchObject({
    rpId: 'localhost',
    allowCredentials: [{ id: authenticator.id, type: 'public-key' }],
  });
  const present = (credential: object) =>
    respondToChallenge(cognito, client, {
      ChallengeName: 'WEB_AUTHN',
      Session,
      ChallengeResponses: { USERNAME: 'alice', CREDENTIAL: JSON.stringify(credential) },
    });
  return { asked: ceremony(options.challenge), present };
}

describe('A passkey', () => {
  test('that was registered signs in, with the counter going up', async () => {
    await register();
    for (const counter of [2, 3]) {
      const { asked, present } = await beginSignIn();
      expect(await present(authenticator.authenticate({ ...asked, counter }))).toMatchObject({
        AuthenticationResult: { AccessToken: expect.any(String) },
      });
    }
    expect(cognito.passkeys('alice')).toMatchObject([{ credential: { id: authenticator.id, counter: 3 } }]);
  });

  test.each<[string, (asked: Ceremony) => object]>([
    ['for another challenge', (asked) => authenticator.authenticate({ ...asked, challenge: 'b3RoZXI' })],
    ['from another relying party', (asked) => authenticator.authenticate({ ...asked, relyingPartyId: 'example.com' })],
    ['with a counter that went back', (asked) => authenticator.authenticate({ ...asked, counter: 1 })],
    [
      'signed by another key',
      (asked) => ({
        ...createSoftwareAuthenticator().authenticate(asked),
        id: authenticator.id,
        rawId: authenticator.id,
      }),
    ],
    ['of another authenticator', (asked) => createSoftwareAuthenticator().authenticate(asked)],
    ['that is no credential', () => ({})],
  ])('does not sign in %s', async (_, credential) => {
    await register();
    const { asked, present } = await beginSignIn();
    await expect(present(credential({ ...asked, counter: 2 }))).rejects.toMatchObject({
      name: expect.stringMatching(/^(NotAuthorized|InvalidParameter)Exception$/),
    });
  });

  test('does not sign in from an origin that is not the relying party’s', async () => {
    await register();
    const { asked, present } = await beginSignIn();
    const credential = authenticator.authenticate({ ...asked, origin: 'http://localhost.example.com', counter: 2 });
    await expect(present(credential)).rejects.toMatchObject({ name: 'WebAuthnOriginNotAllowedException' });
  });

  test.each<[string, (asked: Ceremony) => Ceremony, string]>([
    ['for another challenge', (it) => ({ ...it, challenge: 'b3RoZXI' }), 'WebAuthnCredentialNotSupportedException'],
    ['at another origin', (it) => ({ ...it, origin: 'https://example.com' }), 'WebAuthnOriginNotAllowedException'],
    [
      'for another relying party',
      (it) => ({ ...it, relyingPartyId: 'example.com' }),
      'WebAuthnRelyingPartyMismatchException',
    ],
  ])('is not registered %s', async (_, alter, name) => {
    const asked = await startRegistration();
    await expect(completeRegistration(authenticator.register(alter(asked)))).rejects.toMatchObject({ name });
    expect(cognito.passkeys('alice')).toEqual([]);
  });

  test('is registered once for each challenge, and in time', async () => {
    const asked = await startRegistration();
    await completeRegistration(authenticator.register(asked));
    const again = completeRegistration(createSoftwareAuthenticator().register(asked));
    await expect(again).rejects.toMatchObject({ name: 'WebAuthnChallengeNotFoundException' });
    const late = await startRegistration();
    cognito.clock.offsetMs = 180_000;
    await expect(completeRegistration(authenticator.register(late))).rejects.toMatchObject({
      name: 'WebAuthnChallengeNotFoundException',
    });
  });

  test('is listed a page at a time, and deleted by its id', async () => {
    const other = createSoftwareAuthenticator();
    await register();
    await register(other);
    const list = (NextToken?: string) =>
      client.send(
        new ListWebAuthnCredentialsCommand({
          AccessToken,
          MaxResults: 1,
          ...(NextToken !== undefined && { NextToken }),
        }),
      );
    const { Credentials, NextToken } = await list();
    expect(Credentials).toMatchObject([
      { CredentialId: authenticator.id, RelyingPartyId: 'localhost', AuthenticatorTransports: ['internal'] },
    ]);
    expect(await list(NextToken)).toMatchObject({ Credentials: [{ CredentialId: other.id }] });
    const remove = () =>
      client.send(new DeleteWebAuthnCredentialCommand({ AccessToken, CredentialId: authenticator.id }));
    await remove();
    expect(cognito.passkeys('alice').map(({ credential }) => credential.id)).toEqual([other.id]);
    await expect(remove()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
