import * as v from 'valibot';
import type { SessionApi } from '../../shared/session-api.js';

/** Generous for any real input, small for a message that means harm. */
const text = (name: string, longest = 2_048) =>
  v.pipe(
    v.string(`${name} must be a string`),
    v.nonEmpty(`${name} must not be empty`),
    v.maxLength(longest, `${name} must have at most ${longest} characters`),
  );

const StringMap = v.record(v.string(), v.string());

const SessionId = v.strictTuple([text('sessionId', 64)]);

/** What each method takes. A page gets an error that names what is wrong; an unknown field is wrong, for it may be a misspelt one. */
export const ARGUMENTS = Object.freeze({
  synchronize: v.strictTuple([]),
  claim: v.strictTuple([]),
  reportActivity: v.strictTuple([]),
  fetchAuthSession: v.strictTuple([v.strictObject({ forceRefresh: v.optional(v.boolean()) })]),
  getUserSub: SessionId,
  getIdentityId: SessionId,
  getAWSCredentials: SessionId,
  getCognitoTokens: SessionId,
  getCurrentUser: v.strictTuple([]),
  signIn: v.strictTuple([
    v.strictObject({
      username: text('username', 128), // the API's limit
      password: text('password', 256), // the API's limit
      options: v.optional(
        v.strictObject({
          authFlowType: v.optional(v.picklist(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH'])),
          clientMetadata: v.optional(StringMap),
        }),
      ),
    }),
  ]),
  confirmSignIn: v.strictTuple([
    v.strictObject({
      challengeResponse: text('challengeResponse'),
      options: v.optional(
        v.strictObject({ userAttributes: v.optional(StringMap), clientMetadata: v.optional(StringMap) }),
      ),
    }),
  ]),
  federateToIdentityPool: v.strictTuple([
    v.strictObject({
      provider: v.union([
        v.picklist(['Amazon', 'Apple', 'Facebook', 'Google']),
        v.strictObject({ custom: text('provider.custom', 128) }), // the API's limit
      ]),
      token: text('token', 50_000), // the API's limit
      identityId: v.optional(text('identityId', 55)), // the API's limit
    }),
  ]),
  clearFederationToIdentityPool: v.strictTuple([]),
  signOut: v.strictTuple([v.strictObject({ global: v.optional(v.boolean()) })]),
} satisfies Record<keyof SessionApi, v.GenericSchema>);
