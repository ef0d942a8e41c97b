import type { SessionApi } from '../../shared/session-api.js';
import { APP } from './fuzzed-worker.js';

/** A text that stands where a secret may, to be looked for in errors. */
export const SECRET = 'Se-Cret-1f2e3d4c';

/** Arguments that each method takes, with everything that may be in them. */
export const VALID_CALLS: Readonly<Record<keyof SessionApi, readonly unknown[]>> = {
  synchronize: [],
  claim: [],
  reportActivity: [],
  fetchAuthSession: [{ forceRefresh: true }],
  getUserSub: ['session'],
  getIdentityId: ['session'],
  getAWSCredentials: ['session'],
  getCognitoTokens: ['session'],
  getCurrentUser: [],
  signIn: [
    {
      username: 'ada',
      password: SECRET,
      options: { authFlowType: 'USER_PASSWORD_AUTH', clientMetadata: { a: SECRET } },
    },
  ],
  confirmSignIn: [
    { challengeResponse: SECRET, options: { userAttributes: { name: SECRET }, clientMetadata: { a: SECRET } } },
  ],
  signInWithRedirect: [
    { provider: { custom: 'Mine' }, customState: SECRET, options: { prompt: 'NONE', nonce: SECRET } },
  ],
  arrive: [`${APP}?code=${SECRET}&state=${SECRET}`],
  federateToIdentityPool: [{ provider: 'Google', token: SECRET, identityId: 'eu-west-1:x' }],
  clearFederationToIdentityPool: [],
  signOut: [{ global: true, oauth: { redirectUrl: APP } }],
  fetchDevices: [],
  rememberDevice: [],
  forgetDevice: [{ device: { id: 'key' } }],
  setUpTOTP: [],
  verifyTOTPSetup: [{ code: SECRET, options: { friendlyDeviceName: 'phone' } }],
  fetchMFAPreference: [],
  updateMFAPreference: [{ totp: 'PREFERRED', sms: 'ENABLED' }],
  startWebAuthnRegistration: [],
  completeWebAuthnRegistration: [`{"id":"${SECRET}"}`],
  listWebAuthnCredentials: [{ pageSize: 5, nextToken: SECRET }],
  deleteWebAuthnCredential: [{ credentialId: SECRET }],
  fetchUserAttributes: [],
  updateUserAttributes: [{ userAttributes: { name: SECRET }, options: { clientMetadata: { a: SECRET } } }],
  updateUserAttribute: [{ userAttribute: { attributeKey: 'name', value: SECRET } }],
  deleteUserAttributes: [{ userAttributeKeys: ['name'] }],
  sendUserAttributeVerificationCode: [{ userAttributeKey: 'email' }],
  confirmUserAttribute: [{ userAttributeKey: 'email', confirmationCode: SECRET }],
  updatePassword: [{ oldPassword: SECRET, newPassword: SECRET }],
  deleteUser: [],
  signUp: [{ username: 'ada', password: SECRET, options: { userAttributes: { name: 'Ada' }, autoSignIn: true } }],
  confirmSignUp: [{ username: 'ada', confirmationCode: SECRET, options: { forceAliasCreation: true } }],
  resendSignUpCode: [{ username: 'ada' }],
  autoSignIn: [],
  resetPassword: [{ username: 'ada' }],
  confirmResetPassword: [{ username: 'ada', newPassword: SECRET, confirmationCode: SECRET }],
};
