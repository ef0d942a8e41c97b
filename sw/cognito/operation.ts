import type { StaticOperationSchema } from '@smithy/types';

declare const shapes: unique symbol;

/**
 * An operation's schema as a package of the AWS SDK exports it, together with the types of its input and output, which the
 * schema itself does not tell. Nothing is added at run time.
 *
 * @example
 * import { RevokeToken$, type RevokeTokenRequest, type RevokeTokenResponse } from '@aws-sdk/client-cognito-identity-provider';
 * import type { Operation } from './operation.js';
 *
 * export const RevokeToken: Operation<RevokeTokenRequest, RevokeTokenResponse> = RevokeToken$;
 */
export type Operation<Input extends object, Output> = StaticOperationSchema & {
  readonly [shapes]?: (input: Input) => Output;
};

/** The operation's name in the API reference, such as `InitiateAuth`. */
export function nameOf([, , name]: StaticOperationSchema): string {
  return name;
}
