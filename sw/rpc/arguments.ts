import * as v from 'valibot';
import type { SessionApi } from '../../shared/session-api.js';
import { ACCOUNT_ARGUMENTS } from './account-arguments.js';
import { ACCOUNT_FLOWS_ARGUMENTS } from './account-flows-arguments.js';
import { address, plainObject, StringMap, text } from './argument-shapes.js';
import { DEVICE_ARGUMENTS } from './device-arguments.js';
import { MFA_ARGUMENTS } from './mfa-arguments.js';
import type { ReadMethod } from './read-arguments.js';

/**
 * What each method takes. A page gets an error that names what is wrong; an unknown field is wrong, for it may be a misspelt one.
 * Those that only read are in read-arguments.ts.
 */
const ARGUMENTS = {
  signIn: v.strictTuple([
    plainObject({
      username: text('username', 128), // the API's limit
      password: v.optional(text('password', 256)), // the API's limit; which flow needs it is known where the flow is begun
      options: v.optional(
        plainObject({
          authFlowType: v.optional(
            v.picklist(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'USER_AUTH', 'CUSTOM_WITH_SRP', 'CUSTOM_WITHOUT_SRP']),
          ),
          preferredChallenge: v.optional(v.picklist(['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'])),
          clientMetadata: v.optional(StringMap),
        }),
      ),
    }),
  ]),
  confirmSignIn: v.strictTuple([
    plainObject({
      challengeResponse: text('challengeResponse', 16_384), // a passkey's credential, whose id alone may have 1,023 bytes
      options: v.optional(
        plainObject({
          userAttributes: v.optional(StringMap),
          friendlyDeviceName: v.optional(text('options.friendlyDeviceName')),
          clientMetadata: v.optional(StringMap),
        }),
      ),
    }),
  ]),
  signInWithRedirect: v.strictTuple([
    v.optional(
      plainObject({
        provider: v.optional(
          v.union([
            v.picklist(['Amazon', 'Apple', 'Facebook', 'Google']),
            plainObject({ custom: text('provider.custom', 32) }), // the API's limit of a provider's name
            plainObject({ idpIdentifier: text('provider.idpIdentifier', 40) }), // the API's limit
          ]),
        ),
        customState: v.optional(text('customState', 8_192)),
        options: v.optional(
          plainObject({
            loginHint: v.optional(text('options.loginHint')),
            lang: v.optional(text('options.lang', 32)),
            prompt: v.optional(v.picklist(['NONE', 'LOGIN', 'CONSENT', 'SELECT_ACCOUNT'])),
            nonce: v.optional(text('options.nonce')),
            preferPrivateSession: v.optional(v.boolean()),
          }),
        ),
      }),
      {},
    ),
  ]),
  arrive: v.strictTuple([address('url', 32_768)]), // a code alone has hundreds of characters
  federateToIdentityPool: v.strictTuple([
    plainObject({
      provider: v.union([
        v.picklist(['Amazon', 'Apple', 'Facebook', 'Google']),
        plainObject({ custom: text('provider.custom', 128) }), // the API's limit
      ]),
      token: text('token', 50_000), // the API's limit
      identityId: v.optional(text('identityId', 55)), // the API's limit
    }),
  ]),
  clearFederationToIdentityPool: v.strictTuple([]),
  signOut: v.strictTuple([
    v.optional(
      plainObject({
        global: v.optional(v.boolean()),
        oauth: v.optional(plainObject({ redirectUrl: v.optional(text('oauth.redirectUrl')) })),
      }),
      {},
    ),
  ]),
  ...DEVICE_ARGUMENTS,
  ...MFA_ARGUMENTS,
  startWebAuthnRegistration: v.strictTuple([]),
  completeWebAuthnRegistration: v.strictTuple([text('credential', 65_536)]), // an attestation may bear certificates
  listWebAuthnCredentials: v.strictTuple([
    v.optional(
      plainObject({
        pageSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20))), // the API's limits
        nextToken: v.optional(text('nextToken')),
      }),
      {},
    ),
  ]),
  deleteWebAuthnCredential: v.strictTuple([plainObject({ credentialId: text('credentialId') })]),
  ...ACCOUNT_ARGUMENTS,
  ...ACCOUNT_FLOWS_ARGUMENTS,
} satisfies Record<Exclude<keyof SessionApi, ReadMethod>, v.GenericSchema>;

/** What a method takes that changes something. A function, so that the schemas are not made before one of them is called. */
export function argumentsOf(method: Exclude<keyof SessionApi, ReadMethod>): v.GenericSchema<readonly unknown[]> {
  return ARGUMENTS[method] as v.GenericSchema<readonly unknown[]>;
}
