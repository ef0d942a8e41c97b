import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';
import { signInWithPassword, userPoolClient } from './test-clients.js';

const alice = { username: 'alice', password: 'correct horse' };
const UUID = expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);

let cognito: LocalCognito;
let client: CognitoIdentityProviderClient;

beforeEach(async () => {
  cognito = await startLocalCognito({ settings: { idTokenSeconds: 600, accessTokenSeconds: 300 } });
  client = userPoolClient(cognito);
});

afterEach(async () => {
  client.destroy();
  await cognito.close();
});

const post = (target: string, body: string) =>
  fetch(cognito.url, { method: 'POST', headers: { 'X-Amz-Target': target, Origin: 'https://app.example' }, body });

test('jose verifies the tokens against the published keys, and finds the claims Cognito gives', async () => {
  const { sub } = cognito.createUser({ ...alice, email: 'alice@example.com', groups: ['admins'] });
  const { IdToken, AccessToken } = await signInWithPassword(cognito, client, alice);
  const keySet = createRemoteJWKSet(new URL(cognito.jwksUrl));
  const id = await jwtVerify(IdToken, keySet, { issuer: cognito.issuer, audience: cognito.userPoolClientId });
  const access = await jwtVerify(AccessToken, keySet, { issuer: cognito.issuer });

  const shared = {
    sub,
    iss: `${cognito.url}/${cognito.userPoolId}`,
    'cognito:groups': ['admins'],
    event_id: id.payload['event_id'],
    origin_jti: UUID,
    jti: UUID,
    auth_time: expect.any(Number),
    iat: expect.any(Number),
    exp: expect.any(Number),
  };
  expect(id.protectedHeader).toEqual({ alg: 'RS256', kid: expect.any(String) });
  expect(id.payload).toEqual({
    ...shared,
    aud: cognito.userPoolClientId,
    token_use: 'id',
    'cognito:username': 'alice',
    email: 'alice@example.com',
    email_verified: true,
  });
  expect(access.payload).toEqual({
    ...shared,
    client_id: cognito.userPoolClientId,
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    username: 'alice',
  });
  expect(access.payload.jti).not.toBe(id.payload.jti);
  expect((id.payload.exp ?? 0) - (id.payload.iat ?? 0)).toBe(600);
  expect((access.payload.exp ?? 0) - (access.payload.iat ?? 0)).toBe(300);
});

test('the key set is at the root as well', async () => {
  const [one, other] = await Promise.all(
    [cognito.jwksUrl, `${cognito.url}/.well-known/jwks.json`].map((url) => fetch(url)),
  );
  expect(await one?.json()).toEqual(await other?.json());
  expect(cognito.count('JWKS')).toBe(2);
});

test('the server clock dates tokens and answers, and may be set while it runs', async () => {
  cognito.createUser(alice);
  cognito.clock.offsetMs = -86_400_000;
  const { IdToken } = await signInWithPassword(cognito, client, alice);
  const { payload } = await jwtVerify(IdToken, createRemoteJWKSet(new URL(cognito.jwksUrl)), {
    currentDate: new Date(cognito.clock.now()),
  });
  expect(Math.abs((payload.iat ?? 0) * 1000 - (Date.now() - 86_400_000))).toBeLessThan(30_000);
  const dateOf = async () =>
    Date.parse((await post('AWSCognitoIdentityService.GetId', '{}')).headers.get('Date') ?? '');
  expect(Math.abs((await dateOf()) - (Date.now() - 86_400_000))).toBeLessThan(30_000);
  cognito.clock.offsetMs = 0;
  expect(Math.abs((await dateOf()) - Date.now())).toBeLessThan(30_000);
});

test('an error names itself in the body and in headers that a page may read', async () => {
  const input = {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: cognito.userPoolClientId,
    AuthParameters: { USERNAME: 'nobody', PASSWORD: 'nothing' },
  };
  const response = await post('AWSCognitoIdentityProviderService.InitiateAuth', JSON.stringify(input));
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    __type: 'NotAuthorizedException',
    message: 'Incorrect username or password.',
  });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-errortype': 'NotAuthorizedException:',
    'x-amzn-errormessage': 'Incorrect username or password.',
    'x-amzn-requestid': UUID,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
  });
});

test('a preflight allows what the clients send, is remembered, and is not counted', async () => {
  const response = await fetch(cognito.url, {
    method: 'OPTIONS',
    headers: {
      Origin: 'https://app.example',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type,x-amz-target',
    },
  });
  expect(response.ok).toBe(true);
  const allowed = response.headers.get('Access-Control-Allow-Headers')?.toLowerCase().split(',');
  const sent = 'content-type,x-amz-target,x-amz-user-agent,amz-sdk-invocation-id,amz-sdk-request,cache-control';
  expect(allowed).toEqual(expect.arrayContaining(sent.split(',')));
  expect(Number(response.headers.get('Access-Control-Max-Age'))).toBeGreaterThan(0);
  expect(cognito.count()).toBe(0);
});

test('what is no request of either service is told so', async () => {
  const type = async (response: Response) => ((await response.json()) as { __type?: string }).__type;
  expect(await type(await post('DynamoDB_20120810.GetItem', '{}'))).toBe('UnknownOperationException');
  expect(await type(await post('AWSCognitoIdentityProviderService.GetId', '{}'))).toBe('UnknownOperationException');
  expect(await type(await post('AWSCognitoIdentityService.GetId', 'nonsense'))).toBe('SerializationException');
  expect((await fetch(`${cognito.url}/elsewhere`)).status).toBe(404);
});

test('it answers on every name of the loopback interface', async () => {
  const { port } = new URL(cognito.url);
  for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
    expect((await fetch(`http://${host}:${port}/.well-known/jwks.json`)).status).toBe(200);
  }
});

test('the log and the counts begin anew when cleared', async () => {
  await post('AWSCognitoIdentityService.GetId', '{}');
  await post('AWSCognitoIdentityService.GetId', JSON.stringify({ IdentityPoolId: cognito.identityPoolId }));
  expect(cognito.count('GetId')).toBe(2);
  expect(cognito.requests).toMatchObject([
    { operation: 'GetId', origin: 'https://app.example', status: 400, errorType: 'InvalidParameterException' },
    { operation: 'GetId', outcome: 'answered', status: 200, answeredIdentityId: expect.stringMatching(/^eu-west-1:/) },
  ]);
  cognito.clearRequests();
  expect(cognito.count()).toBe(0);
});

test('a port that was asked for is taken, and free again after the close', async () => {
  const { port } = new URL(cognito.url);
  await cognito.close();
  const again = await startLocalCognito({ port: Number(port) });
  expect(again.url).toBe(cognito.url);
  await expect(startLocalCognito({ port: Number(port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await again.close();
});
