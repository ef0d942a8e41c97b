import type { SessionApi } from '../../shared/session-api.js';

/**
 * Whether a call may be made again when the worker that took it has died before it answered. A sign-in step may not: the
 * service has perhaps consumed the password, the code or the challenge's session. Nor may what reads or changes an account, or
 * sends a message: the first may have done it, and by then somebody else may be signed in. What names its session may.
 */
export const REPEATABLE: Readonly<Record<keyof SessionApi, boolean>> = {
  synchronize: true,
  claim: true,
  reportActivity: true,
  fetchAuthSession: true,
  getUserSub: true,
  getIdentityId: true,
  getAWSCredentials: true,
  getCognitoTokens: true,
  getCurrentUser: true,
  signIn: false,
  confirmSignIn: false,
  signInWithRedirect: true,
  arrive: true,
  federateToIdentityPool: false, // somebody may have signed out meanwhile
  clearFederationToIdentityPool: false, // a federation that is gone already is an error
  signOut: true,
  fetchUserAttributes: false,
  fetchDevices: false,
  rememberDevice: false,
  forgetDevice: false, // without a device it means this one, and there is none any more once it is done
  setUpTOTP: false, // the secret would be that of whoever is signed in by then
  verifyTOTPSetup: false,
  fetchMFAPreference: false,
  updateMFAPreference: false,
  startWebAuthnRegistration: false,
  completeWebAuthnRegistration: false, // the service has perhaps consumed the challenge
  listWebAuthnCredentials: false,
  deleteWebAuthnCredential: false, // a passkey that is gone already is an error
  updateUserAttributes: false,
  updateUserAttribute: false,
  deleteUserAttributes: false,
  sendUserAttributeVerificationCode: false,
  confirmUserAttribute: false,
  updatePassword: false,
  deleteUser: false,
  signUp: false,
  confirmSignUp: false,
  resendSignUpCode: false,
  autoSignIn: false,
  resetPassword: false,
  confirmResetPassword: false,
};
