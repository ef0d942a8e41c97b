import type { InitiateAuthRequest } from '@aws-sdk/client-cognito-identity-provider';
import { AuthError } from '../../shared/auth-error.js';
import type { UserPoolConfig } from '../config.js';
import { type RefreshedTokens, UnsupportedOperation, type UserPool } from '../session/ports.js';
import type { AuthAnswer } from './challenges/challenge.js';
import { onDevice } from './device-key.js';
import type { CognitoEnvironment } from './environment.js';
import { requireFields } from './required-fields.js';
import { isUnsupportedOperation } from './service-exceptions.js';
import { createSignIn } from './sign-in.js';
import { GetTokensFromRefreshToken, GlobalSignOut, InitiateAuth, RevokeToken } from './user-pool-operations.js';
import { createUserPoolTransport, recipientOf } from './user-pool-transport.js';

/**
 * A user pool client.
 * API reference: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/
 */
export function createUserPool(config: UserPoolConfig, environment: CognitoEnvironment): UserPool {
  const { userPoolClientId: ClientId } = config;
  const recipient = recipientOf(config);
  const transport = createUserPoolTransport(config, environment);

  const initiateAuth = (request: Omit<InitiateAuthRequest, 'ClientId'>, signal: AbortSignal) =>
    transport.call(InitiateAuth, { ...request, ClientId }, signal);

  async function getTokensFromRefreshToken(
    RefreshToken: string,
    signal: AbortSignal,
    DeviceKey?: string,
  ): Promise<RefreshedTokens> {
    const request = { RefreshToken, ClientId, ...(DeviceKey !== undefined && { DeviceKey }) };
    const answer = await transport.call(GetTokensFromRefreshToken, request, signal);
    return refreshedTokens(answer, 'GetTokensFromRefreshToken');
  }

  async function refreshTokenAuth(
    REFRESH_TOKEN: string,
    signal: AbortSignal,
    DEVICE_KEY?: string,
  ): Promise<RefreshedTokens> {
    const AuthParameters = { REFRESH_TOKEN, ...(DEVICE_KEY !== undefined && { DEVICE_KEY }) };
    const answer = await initiateAuth({ AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters }, signal);
    return refreshedTokens(answer, 'InitiateAuth');
  }

  function refreshedTokens(
    { AuthenticationResult }: Pick<AuthAnswer, 'AuthenticationResult'>,
    operation: string,
  ): RefreshedTokens {
    const { IdToken: idToken, AccessToken: accessToken } = requireFields(
      AuthenticationResult,
      ['IdToken', 'AccessToken'],
      'AuthenticationResult',
      { operation, recipient },
    );
    const refreshToken = AuthenticationResult?.RefreshToken;
    return { idToken, accessToken, ...(refreshToken && { refreshToken }) };
  }

  return {
    ...createSignIn(config, environment),

    async refresh(refreshToken, operation, signal, deviceKey) {
      const refresh = operation === 'REFRESH_TOKEN_AUTH' ? refreshTokenAuth : getTokensFromRefreshToken;
      try {
        const device = deviceKey === undefined ? undefined : { deviceKey };
        return await onDevice(device, (given) => refresh(refreshToken, signal, given?.DEVICE_KEY));
      } catch (thrown) {
        if (!(thrown instanceof AuthError && isUnsupportedOperation(thrown))) throw thrown;
        throw new UnsupportedOperation(thrown.message);
      }
    },

    async revoke(Token, signal) {
      await transport.call(RevokeToken, { Token, ClientId }, signal);
    },

    async globalSignOut(AccessToken, signal) {
      await transport.call(GlobalSignOut, { AccessToken }, signal);
    },
  };
}
