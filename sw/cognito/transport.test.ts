import type { RevokeTokenRequest, RevokeTokenResponse } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { GetCredentialsForIdentity } from './identity-pool-operations.js';
import type { Operation } from './operation.js';
import { recordedService } from './testing/recorded-service.js';
import { createTransport } from './transport.js';
import { InitiateAuth, RevokeToken } from './user-pool-operations.js';

const OPTIONS = {
  service: 'AWSCognitoIdentityProviderService',
  endpoint: 'https://cognito-idp.eu-west-1.amazonaws.com',
  recipient: 'the user pool eu-west-1_AbCdEfGhI',
} as const;
const never = new AbortController().signal;

const transportTo = ({ environment }: ReturnType<typeof recordedService>) =>
  createTransport({ ...OPTIONS, environment });

describe('a call', () => {
  test('needs the permission of a preflight for two headers only', async () => {
    const service = recordedService({});
    await transportTo(service).call(RevokeToken, { Token: 'refresh', ClientId: 'client' }, never);
    expect(Object.fromEntries(service.requests[0]!.headers)).toEqual({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.RevokeToken',
    });
  });

  test('leaves out what is undefined, and sends any letter', async () => {
    const service = recordedService({});
    const AuthParameters = { USERNAME: 'Zoë', PASSWORD: '🔑"\\\n' };
    const input = { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: 'client', AuthParameters, Session: undefined } as const;
    await transportTo(service).call(InitiateAuth, input, never);
    const { Session: _, ...sent } = input;
    expect(service.requests[0]!.body).toEqual(sent);
  });

  test('sends whole what is longer than any buffer of the codec', async () => {
    const service = recordedService({});
    const Token = 'é'.repeat(100_000);
    await transportTo(service).call(RevokeToken, { Token, ClientId: 'client' }, never);
    expect(service.requests[0]!.body).toEqual({ Token, ClientId: 'client' });
  });

  test('with a timestamp that is none is an error that quotes nothing', async () => {
    const service = recordedService({ body: { Credentials: { SecretKey: 'secret', Expiration: 'secret' } } });
    const call = transportTo(service).call(GetCredentialsForIdentity, { IdentityId: 'eu-west-1:id' }, never);
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'AuthError', kind: 'unknown', retryable: true });
    expect(`${(error as Error).message}${(error as Error).stack}`).not.toContain('secret');
  });

  test('has the types of its operation', () => {
    type InputOf<Schema> = Schema extends Operation<infer Input, infer _> ? Input : never;
    expectTypeOf<InputOf<typeof RevokeToken>>().toEqualTypeOf<RevokeTokenRequest>();
    const call = (input: RevokeTokenRequest) => transportTo(recordedService({})).call(RevokeToken, input, never);
    expectTypeOf(call).returns.resolves.toEqualTypeOf<RevokeTokenResponse>();
  });
});
