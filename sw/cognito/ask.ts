import type { CognitoEnvironment } from './environment.js';
import { secretsOf } from './redact.js';
import { createRequestHandler } from './request-handler.js';
import { toAuthError } from './service-error.js';

/** Makes one request; rejects with an AuthError, which repeats nothing secret of `input`. */
export type Ask = <Output>(
  operation: string,
  input: object,
  signal: AbortSignal,
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<Output>,
) => Promise<Output>;

/** @param recipient whom the requests go to, for the errors: such as `the user pool eu-west-1_AbCdEfGhI`. */
export function createAsk(recipient: string): Ask {
  return async (operation, input, signal, send) => {
    try {
      return await send({ abortSignal: signal });
    } catch (thrown) {
      throw toAuthError(thrown, { operation, recipient, secrets: secretsOf(input), signal });
    }
  };
}

/** What both clients of the AWS SDK are configured with. Their operations here are unsigned and need no credentials. */
export function clientConfig(region: string, endpoint: string, environment: CognitoEnvironment) {
  return {
    region,
    endpoint,
    maxAttempts: 1, // the domain retries: it knows the deadline, and whether the session is still the same
    retryMode: 'standard',
    requestHandler: createRequestHandler(environment),
  };
}
