import { deserializeException, deserializeOutput, serializeRequest } from './aws-json.js';
import type { CognitoEnvironment } from './environment.js';
import { fetchWithinLimit } from './fetch-within-limit.js';
import { nameOf, type Operation } from './operation.js';
import { secretsOf } from './redact.js';
import { exceptionError, toAuthError, unreadableAnswer } from './service-error.js';

const HTTP_MULTIPLE_CHOICES = 300; // a status below it means success

export interface TransportOptions {
  /** The name that the protocol has for the service: the part of `x-amz-target` before the operation. */
  readonly service: 'AWSCognitoIdentityProviderService' | 'AWSCognitoIdentityService';
  /** An origin. */
  readonly endpoint: string;
  /** Whom the requests go to, for the errors: such as `the user pool eu-west-1_AbCdEfGhI`. */
  readonly recipient: string;
  readonly environment: CognitoEnvironment;
}

/** The way to one service: unsigned requests, each made once. Who asks retries, because only he knows his deadline. */
export interface Transport {
  /**
   * Makes one request.
   *
   * @throws AuthError, which repeats nothing secret of the input.
   * @example
   * import type { Transport } from './transport.js';
   * import { RevokeToken } from './user-pool-operations.js';
   *
   * async function revoke(transport: Transport, refreshToken: string, signal: AbortSignal) {
   *   await transport.call(RevokeToken, { Token: refreshToken, ClientId: '1example23456789' }, signal);
   * }
   */
  call<Input extends object, Output>(
    operation: Operation<Input, Output>,
    input: NoInfer<Input>,
    signal: AbortSignal,
  ): Promise<Output>;
}

export function createTransport({ service, endpoint, recipient, environment }: TransportOptions): Transport {
  return {
    async call(operation, input, signal) {
      const described = { operation: nameOf(operation), recipient, signal };
      try {
        const request = postRequest(endpoint, serializeRequest(service, operation, input));
        const answer = await fetchWithinLimit(environment, request, signal);
        if (answer.status >= HTTP_MULTIPLE_CHOICES) {
          throw exceptionError(deserializeException(answer), { ...described, secrets: secretsOf(input) });
        }
        return await deserializeOutput(operation, answer).catch(() => {
          throw unreadableAnswer(described);
        });
      } catch (thrown) {
        throw toAuthError(thrown, { ...described, secrets: secretsOf(input) });
      }
    },
  };
}

/** Without cookies, caches or redirects: a redirect would carry a refresh token to wherever it points. */
function postRequest(endpoint: string, init: Pick<RequestInit, 'headers' | 'body'>): Request {
  return new Request(endpoint, {
    ...init,
    method: 'POST',
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  });
}
