import { AuthError } from '../../shared/auth-error.js';
import type { SessionApi } from '../../shared/session-api.js';
import type { UpdateUserAttributeInput, UpdateUserAttributeOutput } from '../../shared/user-attributes.js';
import type { WireResult } from '../../shared/wire-result.js';
import type { Account } from '../session/account.js';
import type { SessionWindow } from '../session/redirect-sign-in.js';
import type { Session } from '../session/session.js';

/** Who calls: a window of the origin. `url` is where it was loaded. */
export interface Caller extends SessionWindow {
  /** Of the call: the same where it is made again. */
  readonly callId: string;
  /** Sends the window to another address, along with the answer. */
  goTo(url: string): void;
}

type Answer<M extends keyof SessionApi> = Awaited<ReturnType<SessionApi[M]>> extends WireResult<infer T> ? T : never;

/** The methods as the worker carries them out: the caller comes along, and an error is thrown. */
export type Methods = {
  readonly [M in keyof SessionApi]: (caller: Caller, ...args: Parameters<SessionApi[M]>) => Promise<Answer<M>>;
};

export function createMethods(session: Session, clients: Pick<Clients, 'claim' | 'matchAll'>): Methods {
  const { account } = session;
  return Object.freeze({
    __proto__: null as never,
    synchronize: () => answerNull(session.tend()),
    claim: async ({ clientId }) => {
      await clients.claim();
      if (!(await clients.matchAll()).some(({ id }) => id === clientId)) throw outOfReachError();
      return null;
    },
    reportActivity: () => answerNull(session.reportActivity()),
    fetchAuthSession: (_caller, input) => session.fetchAuthSession(input),
    getUserSub: (_caller, sessionId) => session.getUserSub(sessionId),
    getIdentityId: (_caller, sessionId) => session.getIdentityId(sessionId),
    getAWSCredentials: (_caller, sessionId) => session.getAWSCredentials(sessionId),
    getCognitoTokens: (_caller, sessionId) => session.getCognitoTokens(sessionId),
    getCurrentUser: () => session.getCurrentUser(),
    signIn: ({ tabId }, input) => session.signIn(tabId, input),
    confirmSignIn: ({ tabId }, input) => session.confirmSignIn(tabId, input),
    signInWithRedirect: async (caller, input = {}) => {
      caller.goTo(await session.signInWithRedirect(caller, input));
      return null;
    },
    arrive: (caller, url) => session.arrive(caller, url),
    federateToIdentityPool: (_caller, input) => session.federateToIdentityPool(input),
    clearFederationToIdentityPool: () => answerNull(session.clearFederationToIdentityPool()),
    signOut: async (caller, input = {}) => {
      const { logoutUrl, ...output } = await session.signOut(input, caller);
      if (logoutUrl !== undefined) caller.goTo(logoutUrl);
      return output;
    },
    fetchDevices: () => session.devices.fetchDevices(),
    rememberDevice: () => answerNull(session.devices.rememberDevice()),
    forgetDevice: (_caller, input) => answerNull(session.devices.forgetDevice(input)),
    setUpTOTP: () => session.mfa.setUpTOTP(),
    verifyTOTPSetup: (_caller, input) => answerNull(session.mfa.verifyTOTPSetup(input)),
    fetchMFAPreference: () => session.mfa.fetchMFAPreference(undefined),
    updateMFAPreference: (_caller, input) => answerNull(session.mfa.updateMFAPreference(input)),
    startWebAuthnRegistration: () => account.startWebAuthnRegistration(undefined),
    completeWebAuthnRegistration: (_caller, credential) => answerNull(account.completeWebAuthnRegistration(credential)),
    listWebAuthnCredentials: (_caller, input = {}) => account.listWebAuthnCredentials(input),
    deleteWebAuthnCredential: (_caller, input) => answerNull(account.deleteWebAuthnCredential(input)),
    fetchUserAttributes: () => account.fetchUserAttributes(undefined),
    updateUserAttributes: (_caller, input) => account.updateUserAttributes(input),
    updateUserAttribute: (_caller, input) => updateUserAttribute(account, input),
    deleteUserAttributes: (_caller, input) => answerNull(account.deleteUserAttributes(input)),
    sendUserAttributeVerificationCode: (_caller, input) => account.sendUserAttributeVerificationCode(input),
    confirmUserAttribute: (_caller, input) => answerNull(account.confirmUserAttribute(input)),
    updatePassword: (_caller, input) => answerNull(account.updatePassword(input)),
    deleteUser: () => answerNull(session.deleteUser()),
    signUp: ({ tabId }, input) => session.signUp(tabId, input),
    confirmSignUp: ({ tabId }, input) => session.confirmSignUp(tabId, input),
    resendSignUpCode: (_caller, input) => session.resendSignUpCode(input),
    autoSignIn: ({ tabId }) => session.autoSignIn(tabId),
    resetPassword: (_caller, input) => session.resetPassword(input),
    confirmResetPassword: (_caller, input) => answerNull(session.confirmResetPassword(input)),
  } satisfies Methods & { __proto__: never });
}

const outOfReachError = () =>
  new AuthError({
    kind: 'configuration',
    message:
      'The session worker cannot control this page: it is outside of the scope, or another worker with a narrower one has it.',
    recoverySuggestion:
      "Serve the worker's script from a folder above the page, or register it with a scope that covers the page.",
  });

/** A method that answers nothing has a null on the wire. */
async function answerNull(work: Promise<void>): Promise<null> {
  await work;
  return null;
}

/** Updates one attribute of many. */
async function updateUserAttribute(
  account: Account,
  { userAttribute: { attributeKey, value }, options }: UpdateUserAttributeInput,
): Promise<UpdateUserAttributeOutput> {
  const outputs = await account.updateUserAttributes({
    userAttributes: { [attributeKey]: value },
    ...(options && { options }),
  });
  return outputs[attributeKey] ?? { isUpdated: true, nextStep: { updateAttributeStep: 'DONE' } };
}
