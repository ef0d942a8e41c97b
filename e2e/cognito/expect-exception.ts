import type { CognitoIdentityProviderServiceException } from '@aws-sdk/client-cognito-identity-provider';
import { expect } from 'vitest';

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('The promise was to be rejected, and was not.');
}

/** Expects the SDK to have parsed the answer into this class, with this message. */
export async function expectException(
  promise: Promise<unknown>,
  exception: new (...args: never[]) => CognitoIdentityProviderServiceException,
  message: string,
): Promise<void> {
  const error = await rejection(promise);
  expect(error).toBeInstanceOf(exception);
  expect(error).toMatchObject({ name: exception.name, message, $metadata: { httpStatusCode: 400 } });
}
