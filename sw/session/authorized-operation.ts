import type { WithAccessToken } from './access-token.js';
import { noUserPoolError } from './errors.js';
import type { SessionRecord } from './record.js';

/** An operation that the user pool authorises with the access token. Makes its request once, and rejects with an AuthError. */
export type AuthorizedOperation<Input, Output> = (
  accessToken: string,
  input: Input,
  signal: AbortSignal,
) => Promise<Output>;

/** The same operations with the token supplied by the session. */
export type Authorized<Operations> = {
  readonly [Name in keyof Operations]: Operations[Name] extends AuthorizedOperation<infer Input, infer Output>
    ? (input: Input) => Promise<Output>
    : never;
};

/** How each of a set of operations is run as {@link WithAccessToken} does it, perhaps for the sign-in of a record that was read; without a user pool, it rejects with `configuration`. */
export function authorizer<Operations>(operations: Operations | undefined, withAccessToken: WithAccessToken) {
  return <Input, Output>(pick: (all: Operations) => AuthorizedOperation<Input, Output>) =>
    async (input: Input, of?: Pick<SessionRecord, 'generation'>): Promise<Output> => {
      if (!operations) throw noUserPoolError();
      const operation = pick(operations);
      return await withAccessToken((accessToken, signal) => operation(accessToken, input, signal), of);
    };
}
