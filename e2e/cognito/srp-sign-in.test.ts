import {
  type CognitoIdentityProviderClient,
  InitiateAuthCommand,
  InvalidParameterException,
  NotAuthorizedException,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectException, rejection } from './expect-exception.js';
import { type LocalCognito, startLocalCognito } from './local-cognito.js';
import { initiateAuth, respondToChallenge, userPoolClient } from './test-clients.js';

const alice = { username: 'alice', password: 'correct horse' };

// The client computes in plain JavaScript, some 200 ms at a time, and more on a busy machine.

let cognito: LocalCognito;
let client: CognitoIdentityProviderClient;

beforeEach(async () => {
  cognito = await startLocalCognito();
  client = userPoolClient(cognito);
});

afterEach(async () => {
  client.destroy();
  await cognito.close();
});

const srpSignIn = async ({ username, password }: typeof alice, change: (response: Record<string, string>) => void) => {
  const session = createSrpSession(username, password, cognito.userPoolId, false);
  const initiated = await client.send(
    new InitiateAuthCommand(
      wrapInitiateAuth(session, {
        AuthFlow: 'USER_SRP_AUTH' as const,
        ClientId: cognito.userPoolClientId,
        AuthParameters: { USERNAME: username },
      }),
    ),
  );
  const answer = wrapAuthChallenge(signSrpSession(session, { ChallengeParameters: initiated.ChallengeParameters }), {
    ClientId: cognito.userPoolClientId,
    ChallengeName: 'PASSWORD_VERIFIER' as const,
    ChallengeResponses: { USERNAME: username },
  });
  change(answer.ChallengeResponses);
  return client.send(new RespondToAuthChallengeCommand(answer));
};

test('cognito-srp-helper signs in, again and again', async () => {
  cognito.createUser(alice);
  for (let round = 0; round < 8; round += 1) {
    const { AuthenticationResult } = await srpSignIn(alice, () => {});
    expect(AuthenticationResult).toMatchObject({ TokenType: 'Bearer', ExpiresIn: 3600 });
  }
});

test('a wrong password is refused', async () => {
  cognito.createUser(alice);
  await expectException(
    srpSignIn({ ...alice, password: 'wrong horse' }, () => {}),
    NotAuthorizedException,
    'Incorrect username or password.',
  );
});

test('a right password is refused whose signature is over another time than the one sent', async () => {
  cognito.createUser(alice);
  const attempt = srpSignIn(alice, (responses) => {
    responses['TIMESTAMP'] = 'Mon Jan 1 00:00:00 UTC 2024';
  });
  await expectException(attempt, NotAuthorizedException, 'Incorrect username or password.');
});

test('a timestamp of another form is refused', async () => {
  cognito.createUser(alice);
  const attempt = srpSignIn(alice, (responses) => {
    responses['TIMESTAMP'] = '2024-01-01T00:00:00Z';
  });
  await expectException(
    attempt,
    InvalidParameterException,
    'TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.',
  );
});

test('a proof is taken once', async () => {
  cognito.createUser(alice);
  let sent: Record<string, string> = {};
  await srpSignIn(alice, (responses) => {
    sent = responses;
  });
  await expectException(
    respondToChallenge(cognito, client, { ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses: sent }),
    NotAuthorizedException,
    'Incorrect username or password.',
  );
});

test('an unknown user is always challenged with the same salt, as a known one is', async () => {
  const salt = async (USERNAME: string) => {
    const AuthParameters = { USERNAME, SRP_A: 'abcdef' };
    return (await initiateAuth(cognito, client, { AuthFlow: 'USER_SRP_AUTH', AuthParameters })).ChallengeParameters?.[
      'SALT'
    ];
  };
  expect(await salt('nobody')).toBe(await salt('nobody'));
  expect(await salt('nobody')).not.toBe(await salt('somebody'));
  cognito.createUser(alice);
  expect(await salt('alice')).toBe(await salt('alice'));
});

test.each(['0', '00', 'not hexadecimal'])('%j is refused as SRP_A', async (SRP_A) => {
  cognito.createUser(alice);
  const error = await rejection(
    initiateAuth(cognito, client, { AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: 'alice', SRP_A } }),
  );
  expect(error).toBeInstanceOf(InvalidParameterException);
});
