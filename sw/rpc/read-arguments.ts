import * as v from 'valibot';
import type { SessionApi } from '../../shared/session-api.js';
import { plainObject, text } from './argument-shapes.js';

const SessionId = v.strictTuple([text('sessionId', 64)]);

/** What the methods take that a page calls at any time, and first of all: they answer from what is there. */
export const READ_ARGUMENTS = Object.freeze({
  synchronize: v.strictTuple([]),
  claim: v.strictTuple([]),
  reportActivity: v.strictTuple([]),
  fetchAuthSession: v.strictTuple([plainObject({ forceRefresh: v.optional(v.boolean()) })]),
  getUserSub: SessionId,
  getIdentityId: SessionId,
  getAWSCredentials: SessionId,
  getCognitoTokens: SessionId,
  getCurrentUser: v.strictTuple([]),
} satisfies Partial<Record<keyof SessionApi, v.GenericSchema>>);

export type ReadMethod = keyof typeof READ_ARGUMENTS;

export function isReadMethod(method: keyof SessionApi): method is ReadMethod {
  return Object.hasOwn(READ_ARGUMENTS, method);
}
