import type { UserAttributes } from '../shared/account.js';
import type { AuthError } from '../shared/auth-error.js';
import type { AWSAuthDevice, ForgetDeviceInput } from '../shared/device.js';
import type { FederateToIdentityPoolInput, FederateToIdentityPoolOutput } from '../shared/federation.js';
import type { FetchMFAPreferenceOutput, UpdateMFAPreferenceInput, VerifyTOTPSetupInput } from '../shared/mfa.js';
import type {
  DeleteWebAuthnCredentialInput,
  ListWebAuthnCredentialsInput,
  ListWebAuthnCredentialsOutput,
} from '../shared/passkey.js';
import type {
  ConfirmResetPasswordInput,
  ResetPasswordInput,
  ResetPasswordOutput,
  UpdatePasswordInput,
} from '../shared/password.js';
import type { SignInWithRedirectInput } from '../shared/redirect-sign-in.js';
import type { AuthUser, FetchAuthSessionInput } from '../shared/session-api.js';
import type { SessionState } from '../shared/session-state.js';
import type { CodeDeliveryDetails, ConfirmSignInInput, SignInInput } from '../shared/sign-in.js';
import type { SignOutInput, SignOutOutput } from '../shared/sign-out.js';
import type { ConfirmSignUpInput, ResendSignUpCodeInput, SignUpInput, SignUpOutput } from '../shared/sign-up.js';
import type {
  ConfirmUserAttributeInput,
  DeleteUserAttributesInput,
  SendUserAttributeVerificationCodeInput,
  UpdateUserAttributeInput,
  UpdateUserAttributeOutput,
  UpdateUserAttributesInput,
  UpdateUserAttributesOutput,
} from '../shared/user-attributes.js';
import type { AuthSession } from './auth-session.js';
import type { SessionEventMap } from './session-events.js';
import type { AuthTOTPSetupDetails, SignInOutput } from './totp-setup.js';

/** Options of `fetchAuthSession`. */
export interface FetchAuthSessionOptions extends FetchAuthSessionInput {
  /** Ends this page's wait; what the worker has begun it brings to an end. */
  readonly signal?: AbortSignal;
}

/**
 * The session, as a page sees it: what `registerSessionWorker` answers. Every tab's client speaks to the same worker, and
 * all of them show the same session. Methods reject with an {@link AuthError}.
 */
export interface SessionClient {
  /**
   * Tells whether somebody is signed in, and gives access to the rest through the guards. It answers from the worker's
   * state and waits for no network, unless `forceRefresh` asks for new tokens and credentials first. It rejects only if
   * the worker cannot be reached; what else fails is told by the accessors.
   *
   * @example
   * import { isAuthAWSCredentialsProvider } from 'cognito-session-worker';
   *
   * const session = await auth.fetchAuthSession();
   * if (isAuthAWSCredentialsProvider(session)) {
   *   const credentials = (await session.getAWSCredentials()).get();
   * }
   */
  fetchAuthSession(options?: FetchAuthSessionOptions): Promise<AuthSession>;

  /** Who is signed in. Rejects with `signedOut` or `sessionExpired` where nobody is. */
  getCurrentUser(): Promise<AuthUser>;

  /**
   * Begins a sign-in. Where `nextStep.signInStep` is not `DONE`, go on with {@link confirmSignIn} in the same tab.
   * Rejects with `invalidState` if somebody is signed in, and with `validation` if a field is missing or not for the flow.
   *
   * Where the pool asks for a passkey the browser is asked for it at once, and the promise settles after that. If the
   * browser gives none it rejects with `unknown`, `retryable` where the user may simply try again: by signing in, or by
   * passing another first factor (`PASSWORD`, say) to {@link confirmSignIn}.
   *
   * @example
   * const { nextStep } = await auth.signIn({ username: 'ada', options: { authFlowType: 'USER_AUTH' } });
   * if (nextStep.signInStep === 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION') {
   *   const [first = 'PASSWORD_SRP'] = nextStep.availableChallenges ?? []; // or what the user chooses of them
   *   await auth.confirmSignIn({ challengeResponse: first });
   * }
   */
  signIn(input: SignInInput): Promise<SignInOutput>;

  /** Answers what the last step of this tab's sign-in asked for. */
  confirmSignIn(input: ConfirmSignInInput): Promise<SignInOutput>;

  /**
   * Sends this window to managed login of the user pool, where the user signs in and comes back to one of the worker's
   * `redirectSignIn`: that of the page's own path, or else the first of its origin. The worker keeps what belongs to the
   * sign-in, and exchanges the code by itself. How it ended is told by the events `signInWithRedirect` or
   * `signInWithRedirect_failure`, and `customOAuthState`: in the window that the user comes back to, to the first listeners
   * that it adds.
   *
   * It resolves when the window is about to leave. Whoever comes back without having signed in can begin again at once.
   * Rejects with `configuration` if the worker has no `managedLogin`, or none for this origin, and with `invalidState` if
   * somebody is signed in, whatever `prompt` says.
   *
   * @example
   * auth.addEventListener('signInWithRedirect_failure', ({ error }) => console.warn(error.message));
   * auth.addEventListener('customOAuthState', ({ customState }) => history.replaceState(null, '', customState));
   * await auth.signInWithRedirect({ provider: 'Google', customState: '/basket' });
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
   */
  signInWithRedirect(input?: SignInWithRedirectInput): Promise<void>;

  /**
   * Gets an identity and AWS credentials for somebody whom another provider vouches for, without a user pool. To be
   * called again with a fresh token once the provider's token has expired. Rejects with `invalidState` if somebody is
   * signed in, and with `notAuthorized` if the identity pool refuses the token; nothing has changed then.
   */
  federateToIdentityPool(input: FederateToIdentityPoolInput): Promise<FederateToIdentityPoolOutput>;

  /** Ends what {@link federateToIdentityPool} began, in every tab. */
  clearFederationToIdentityPool(): Promise<void>;

  /**
   * Signs out in every tab, even if the service cannot be reached; `partial` then says what it has not been told yet. After a
   * sign-in with managed login this window leaves for its `/logout`, which ends the cookie session there, and comes back to one
   * of the worker's `redirectSignOut`.
   */
  signOut(input?: SignOutInput): Promise<SignOutOutput>;

  /** The user's attributes in the pool. The worker presents the access token: no accessor has to be granted for it. */
  fetchUserAttributes(): Promise<UserAttributes>;

  /**
   * Begins to set up an authenticator app for the signed-in user: {@link verifyTOTPSetup} completes it, and
   * {@link updateMFAPreference} switches it on.
   *
   * @example
   * const { getSetupUri } = await auth.setUpTOTP();
   * const qrCode = getSetupUri('Example App').href; // to be shown as one
   * const code = prompt('The code that your authenticator app shows') ?? '';
   * await auth.verifyTOTPSetup({ code });
   * await auth.updateMFAPreference({ totp: 'PREFERRED' });
   */
  setUpTOTP(): Promise<AuthTOTPSetupDetails>;

  /** Shows the pool that the app has the secret. Rejects with `codeMismatch` for a wrong code, which can be corrected. */
  verifyTOTPSetup(input: VerifyTOTPSetupInput): Promise<void>;

  /** Which second factors the user has, and which one a sign-in asks for. */
  fetchMFAPreference(): Promise<FetchMFAPreferenceOutput>;

  /** Switches second factors on or off, or makes one the preferred one. A factor that is not named stays as it is. */
  updateMFAPreference(input: UpdateMFAPreferenceInput): Promise<void>;

  /** The devices, up to 60, on which the pool has seen the user. */
  fetchDevices(): Promise<readonly AWSAuthDevice[]>;

  /**
   * Remembers this browser, so that the user's next sign-ins here are spared the second factor. For pools that leave it to
   * the user; others remember every browser by themselves. Rejects with `invalidState` where the pool tracks no devices.
   */
  rememberDevice(): Promise<void>;

  /**
   * Forgets this browser, or another device of the user's. The present sign-in on it lasts until its tokens expire: Cognito
   * does not renew the tokens of a device that it has forgotten.
   */
  forgetDevice(input?: ForgetDeviceInput): Promise<void>;

  /**
   * Registers a passkey of this device for the signed-in user: the browser asks the user for it. Rejects with
   * `invalidState` if the device has one already, with `configuration` if the pool's passkeys are not for this site, and
   * with `unknown` if the browser gives none.
   */
  associateWebAuthnCredential(): Promise<void>;

  /** The passkeys of the signed-in user, a page at a time. */
  listWebAuthnCredentials(input?: ListWebAuthnCredentialsInput): Promise<ListWebAuthnCredentialsOutput>;

  /** Makes the pool forget a passkey; the device keeps it. `service` with `resourceNotFound` where there is none such. */
  deleteWebAuthnCredential(input: DeleteWebAuthnCredentialInput): Promise<void>;

  /**
   * Sets attributes. One that Cognito wants to verify comes back with `CONFIRM_ATTRIBUTE_WITH_CODE`, and is confirmed with
   * {@link confirmUserAttribute}. Rejects with `aliasExists` if the address or number is another user's.
   *
   * The claims that {@link getCurrentUser} shows are the ID token's, which was issued before; {@link fetchUserAttributes}
   * shows the change at once, and the claims do after the next renewal.
   *
   * @example
   * await auth.updateUserAttributes({ userAttributes: { name: 'Ada Lovelace' } });
   * await auth.fetchAuthSession({ forceRefresh: true }); // for those who want the new claim now
   */
  updateUserAttributes(input: UpdateUserAttributesInput): Promise<UpdateUserAttributesOutput>;

  /** As {@link updateUserAttributes}, for one attribute. */
  updateUserAttribute(input: UpdateUserAttributeInput): Promise<UpdateUserAttributeOutput>;

  /** Deletes attributes of the user. Rejects with `validation` for one that the pool requires or does not let the client write. */
  deleteUserAttributes(input: DeleteUserAttributesInput): Promise<void>;

  /** Has Cognito send a code to the user's address or number as it is now. */
  sendUserAttributeVerificationCode(input: SendUserAttributeVerificationCodeInput): Promise<CodeDeliveryDetails>;

  /** Verifies an attribute by the code that was sent. Rejects with `codeMismatch` or `codeExpired`. */
  confirmUserAttribute(input: ConfirmUserAttributeInput): Promise<void>;

  /**
   * Changes the password; the session goes on. Rejects with `notAuthorized` if the old one is wrong, and with `validation`
   * if the pool's policy refuses the new one.
   */
  updatePassword(input: UpdatePasswordInput): Promise<void>;

  /** Deletes the signed-in user's account for good, and signs out in every tab. */
  deleteUser(): Promise<void>;

  /**
   * Creates an account; it does not need a session, nor change one. With `options.autoSignIn` the new user can then be
   * signed in by {@link autoSignIn}. Rejects with `usernameExists`, or with `validation` if the pool's policy refuses the
   * password.
   *
   * @example
   * const { nextStep } = await auth.signUp({
   *   username: 'ada',
   *   password: 'Analytical-Engine-1843',
   *   options: { userAttributes: { email: 'ada@example.com' }, autoSignIn: { authFlowType: 'USER_AUTH' } },
   * });
   * if (nextStep.signUpStep === 'CONFIRM_SIGN_UP') {
   *   alert(`A code was sent to ${nextStep.codeDeliveryDetails.destination}.`);
   * }
   */
  signUp(input: SignUpInput): Promise<SignUpOutput>;

  /**
   * Confirms a sign-up by the code that was sent. Rejects with `codeMismatch`, `codeExpired` or `aliasExists`. Where
   * `nextStep.signUpStep` is `COMPLETE_AUTO_SIGN_IN`, call {@link autoSignIn} in the same tab; where it is `DONE` the user
   * has yet to sign in.
   */
  confirmSignUp(input: ConfirmSignUpInput): Promise<SignUpOutput>;

  /** Has Cognito send another code for {@link confirmSignUp}. */
  resendSignUpCode(input: ResendSignUpCodeInput): Promise<CodeDeliveryDetails>;

  /**
   * Signs in the user whose sign-up this tab began and confirmed. It answers as {@link signIn} does: the pool may ask for
   * more, and says `CONFIRM_SIGN_UP` while a link that was sent has yet to be followed; then call it again.
   *
   * Rejects with `invalidState` if no auto sign-in is pending in this tab, or if it needs the password and the browser has
   * stopped the worker since, whose memory is the only place where the password was; then call {@link signIn}.
   */
  autoSignIn(): Promise<SignInOutput>;

  /** Has Cognito send a code for a new password, with which {@link confirmResetPassword} sets it. */
  resetPassword(input: ResetPasswordInput): Promise<ResetPasswordOutput>;

  /**
   * Sets a new password by the code that was sent. Rejects with `codeMismatch` or `codeExpired`, or with `validation` if
   * the pool's policy refuses the password. The user has yet to sign in.
   */
  confirmResetPassword(input: ConfirmResetPasswordInput): Promise<void>;

  /**
   * The global `fetch`, for pages that the worker may not control yet, as after a hard reload: it makes sure of that
   * first. What the worker's `attach` rules cover is then authorised as it would be otherwise, and everything else sent as it is.
   *
   * Rejects as `fetch` does; with an {@link AuthError} of kind `configuration` where the worker cannot control the page
   * (it is outside of the worker's scope, or another worker of a narrower scope has it): nothing was sent then.
   *
   * @example
   * const response = await auth.fetch('https://api.example.com/v1/orders', { method: 'POST', body: '{}' });
   */
  readonly fetch: typeof globalThis.fetch;

  /** The state of the session now, at once: the same object until it changes, as `useSyncExternalStore` wants it. */
  readonly getSnapshot: () => SessionState;

  /** Calls `listener` whenever {@link getSnapshot} has a new answer. Returns the function that ends this. */
  readonly subscribe: (listener: () => void) => () => void;

  /** Calls `listener` once for each event of this type, in whichever tab it was caused. */
  addEventListener<T extends keyof SessionEventMap>(
    type: T,
    listener: (event: SessionEventMap[T]) => void,
    options?: { readonly once?: boolean; readonly signal?: AbortSignal },
  ): void;

  /** Ends what {@link addEventListener} began. */
  removeEventListener<T extends keyof SessionEventMap>(type: T, listener: (event: SessionEventMap[T]) => void): void;
}
