import {
  type CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  InternalErrorException,
  TooManyRequestsException,
  UnexpectedLambdaException,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Fault } from './faults.js';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';
import { signInWithPassword, userPoolClient } from './test-clients.js';

const OPERATION = 'GetTokensFromRefreshToken';

let cognito: LocalCognito;
let client: CognitoIdentityProviderClient;
let token: string;

beforeEach(async () => {
  cognito = await startLocalCognito({ settings: { rotation: { enabled: true } } });
  client = userPoolClient(cognito);
  const alice = { username: 'alice', password: 'correct horse' };
  cognito.createUser(alice);
  token = (await signInWithPassword(cognito, client, alice)).RefreshToken;
  cognito.clearRequests();
});

afterEach(async () => {
  client.destroy();
  await cognito.close();
});

const refresh = () =>
  client.send(new GetTokensFromRefreshTokenCommand({ ClientId: cognito.userPoolClientId, RefreshToken: token }));

/** Whether the refresh token is still the first: whether no refresh has been worked. */
const isUntouched = () => cognito.liveRefreshTokens('alice')[0] === token;

const strikeOnce = (fault: Fault) => cognito.faults.add({ operation: OPERATION, times: 1, fault });

const CUT = expect.objectContaining({ code: 'ECONNRESET' });

describe('A fault', () => {
  test('strikes as often as it is told, and then no more', async () => {
    cognito.settings.rotation.enabled = false;
    const fault = cognito.faults.add({ operation: OPERATION, times: 2, fault: { kind: 'status', status: 500 } });
    await expect(refresh()).rejects.toThrow();
    await expect(refresh()).rejects.toThrow();
    await expect(refresh()).resolves.toBeDefined();
    expect(fault.struck).toBe(2);
  });

  test('strikes until it is removed, or all are', async () => {
    const handle = cognito.faults.add({ operation: '*', fault: { kind: 'status', status: 500 } });
    await expect(refresh()).rejects.toThrow();
    handle.remove();
    cognito.faults.add({ operation: OPERATION, fault: { kind: 'status', status: 500 } });
    await expect(refresh()).rejects.toThrow();
    cognito.faults.clear();
    await expect(refresh()).resolves.toBeDefined();
  });

  test('leaves other operations alone', async () => {
    cognito.faults.add({ operation: 'GetUser', fault: { kind: 'dropRequest' } });
    await expect(refresh()).resolves.toBeDefined();
  });

  test('dropRequest: the connection is cut and nothing has been done', async () => {
    strikeOnce({ kind: 'dropRequest' });
    await expect(refresh()).rejects.toThrow(CUT);
    expect(isUntouched()).toBe(true);
    expect(cognito.requests).toMatchObject([{ outcome: 'droppedBeforeWork', status: undefined }]);
  });

  test('dropResponse: the connection is cut, but the token has been rotated', async () => {
    strikeOnce({ kind: 'dropResponse' });
    await expect(refresh()).rejects.toThrow(CUT);
    expect(isUntouched()).toBe(false);
    expect(cognito.requests).toMatchObject([
      { outcome: 'droppedAfterWork', status: undefined, issuedRefreshToken: cognito.liveRefreshTokens('alice')[0] },
    ]);
  });

  test('status 429 and 500 are the exceptions the service has for them', async () => {
    strikeOnce({ kind: 'status', status: 429 });
    const throttled = await refresh().catch((error: unknown) => error);
    expect(throttled).toBeInstanceOf(TooManyRequestsException);
    expect(throttled).toMatchObject({ $metadata: { httpStatusCode: 429 } });
    strikeOnce({ kind: 'status', status: 500 });
    await expect(refresh()).rejects.toBeInstanceOf(InternalErrorException);
    expect(isUntouched()).toBe(true);
    expect(cognito.requests.map(({ errorType }) => errorType)).toEqual([
      'TooManyRequestsException',
      'InternalErrorException',
    ]);
  });

  test('status 503 comes without JSON', async () => {
    strikeOnce({ kind: 'status', status: 503 });
    const error = await refresh().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 503 } });
    expect(isUntouched()).toBe(true);
  });

  test('exception: the named one, with its message', async () => {
    strikeOnce({ kind: 'exception', name: 'UnexpectedLambdaException', message: 'PreTokenGeneration failed' });
    const error = await refresh().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnexpectedLambdaException);
    expect(error).toMatchObject({ message: 'PreTokenGeneration failed' });
    expect(isUntouched()).toBe(true);
  });

  test('body: the answer is altered, the work is done', async () => {
    strikeOnce({ kind: 'body', body: ({ AuthenticationResult, ...rest }) => rest });
    expect(await refresh()).not.toHaveProperty('AuthenticationResult');
    expect(isUntouched()).toBe(false);
  });

  test('delay: the answer comes after it', async () => {
    strikeOnce({ kind: 'delay', ms: 80 });
    const start = performance.now();
    await expect(refresh()).resolves.toBeDefined();
    expect(performance.now() - start).toBeGreaterThanOrEqual(75);
  });

  test('delay: closing the server does not wait for it', async () => {
    strikeOnce({ kind: 'delay', ms: 600_000 });
    const refused = expect(refresh()).rejects.toThrow(CUT);
    await vi.waitUntil(() => cognito.count(OPERATION) === 1, { timeout: 10_000 });
    await cognito.close();
    await refused;
  });
});

describe('A gate', () => {
  test('holds a request before its work', async () => {
    const gate = cognito.faults.hold(OPERATION);
    const refreshed = refresh();
    await gate.reached;
    expect(isUntouched()).toBe(true);
    expect(cognito.requests).toMatchObject([{ outcome: 'pending' }]);
    gate.release();
    await expect(refreshed).resolves.toBeDefined();
    expect(isUntouched()).toBe(false);
  });

  test('holds an answer after the work', async () => {
    const gate = cognito.faults.hold(OPERATION, { when: 'response' });
    const refreshed = refresh();
    await gate.reached;
    expect(isUntouched()).toBe(false);
    gate.release();
    await expect(refreshed).resolves.toBeDefined();
  });

  test.each(['request', 'response'] as const)('at the %s can cut the connection', async (when) => {
    const gate = cognito.faults.hold(OPERATION, { when });
    const refused = expect(refresh()).rejects.toThrow(CUT);
    await gate.reached;
    gate.drop();
    await refused;
    expect(isUntouched()).toBe(when === 'request');
  });

  test('holds one request; those after it pass', async () => {
    cognito.settings.rotation.enabled = false;
    const gate = cognito.faults.hold(OPERATION);
    const held = refresh();
    await gate.reached;
    await expect(refresh()).resolves.toBeDefined();
    gate.release();
    await expect(held).resolves.toBeDefined();
  });

  test('that was released before anything came holds nothing', async () => {
    cognito.faults.hold(OPERATION).release();
    await expect(refresh()).resolves.toBeDefined();
  });

  test('does not keep the server from closing', async () => {
    const gate = cognito.faults.hold(OPERATION);
    const refused = expect(refresh()).rejects.toThrow(CUT);
    await gate.reached;
    await cognito.close();
    await refused;
  });
});

describe('A server that is offline', () => {
  test('cuts every connection without seeing a request, and is back when told', async () => {
    cognito.online = false;
    await expect(refresh()).rejects.toThrow();
    await expect(fetch(cognito.jwksUrl)).rejects.toThrow();
    expect(cognito.count()).toBe(0);
    cognito.online = true;
    await expect(refresh()).resolves.toBeDefined();
  });

  test('cuts the connections that were open', async () => {
    const gate = cognito.faults.hold(OPERATION);
    const refused = expect(refresh()).rejects.toThrow(CUT);
    await gate.reached;
    cognito.online = false;
    await refused;
  });
});
