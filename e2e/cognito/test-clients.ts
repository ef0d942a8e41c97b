import { CognitoIdentityClient } from '@aws-sdk/client-cognito-identity';
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  type InitiateAuthCommandInput,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  type RespondToAuthChallengeCommandInput,
  type RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalCognito } from './local-cognito.js';

const clientConfiguration = ({ region, url }: LocalCognito) => ({ region, endpoint: url, maxAttempts: 1 });

/** The AWS SDK's client of the user pool, without retries. */
export const userPoolClient = (cognito: LocalCognito): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient(clientConfiguration(cognito));

/** The AWS SDK's client of the identity pool, without retries. */
export const identityPoolClient = (cognito: LocalCognito): CognitoIdentityClient =>
  new CognitoIdentityClient(clientConfiguration(cognito));

/** InitiateAuth of the pool's client, USER_PASSWORD_AUTH unless said otherwise. */
export function initiateAuth(
  { userPoolClientId }: LocalCognito,
  client: CognitoIdentityProviderClient,
  input: Partial<InitiateAuthCommandInput>,
): Promise<InitiateAuthCommandOutput> {
  return client.send(new InitiateAuthCommand({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: userPoolClientId, ...input }));
}

/** RespondToAuthChallenge of the pool's client. */
export function respondToChallenge(
  { userPoolClientId }: LocalCognito,
  client: CognitoIdentityProviderClient,
  input: Omit<RespondToAuthChallengeCommandInput, 'ClientId'>,
): Promise<RespondToAuthChallengeCommandOutput> {
  return client.send(new RespondToAuthChallengeCommand({ ClientId: userPoolClientId, ...input }));
}

/** InitiateAuth with USER_PASSWORD_AUTH. */
export function initiatePasswordAuth(
  cognito: LocalCognito,
  client: CognitoIdentityProviderClient,
  { username, password }: { username: string; password: string },
): Promise<InitiateAuthCommandOutput> {
  return initiateAuth(cognito, client, { AuthParameters: { USERNAME: username, PASSWORD: password } });
}

export interface SignInTokens {
  IdToken: string;
  AccessToken: string;
  RefreshToken: string;
}

/** The three tokens of a user for whom a password is enough. */
export async function signInWithPassword(
  cognito: LocalCognito,
  client: CognitoIdentityProviderClient,
  credentials: { username: string; password: string },
): Promise<SignInTokens> {
  const { AuthenticationResult: tokens } = await initiatePasswordAuth(cognito, client, credentials);
  const { IdToken, AccessToken, RefreshToken } = tokens ?? {};
  if (!IdToken || !AccessToken || !RefreshToken) throw new Error('The answer lacks a token.');
  return { IdToken, AccessToken, RefreshToken };
}
