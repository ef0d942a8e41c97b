import type { AuthError } from '../../shared/auth-error.js';
import type { SignInWithRedirectInput } from '../../shared/redirect-sign-in.js';
import type { AWSCredentials } from '../../shared/session-api.js';
import type { ConfirmSignInInput, SignInInput, WireSignInNextStep } from '../../shared/sign-in.js';
import type { AutoSignInOptions } from '../../shared/sign-up.js';
import type { AccountOperations } from './account.js';
import type { AccountFlowOperations } from './account-flows.js';
import type { DeviceOperations } from './devices.js';
import type { MFAOperations } from './mfa.js';
import type { Sealed, SessionRecord } from './record.js';

/** The two clocks of a machine. Neither is the service's: see server-time.ts. */
export interface Clock {
  /** The wall clock: milliseconds since the epoch. People and time servers set it. */
  now(): number;
  /** Milliseconds since some moment in this worker's life; nobody sets it. */
  monotonic(): number;
}

/** The record, kept. Either method rejects with an AuthError if the store fails. */
export interface RecordStore {
  read(): Promise<SessionRecord>;
  /**
   * Reads the record, applies `change` and writes what it returns, in one transaction. `change` must be pure and
   * synchronous; where it returns its argument nothing is written.
   */
  update(change: (record: SessionRecord) => SessionRecord): Promise<RecordUpdate>;
}

export interface RecordUpdate {
  readonly before: SessionRecord;
  readonly after: SessionRecord;
}

/** Encrypts what the record must not show: plain JSON values. `purpose` is bound to the ciphertext: one can't be unsealed for another. */
export interface Sealer {
  seal<T>(value: T, purpose: SealPurpose): Promise<Sealed<T>>;
  /** Rejects with an AuthError: of kind `sessionExpired` if the value was changed or its key is gone, of another if it may work later. */
  unseal<T>(sealed: Sealed<T>, purpose: SealPurpose): Promise<T>;
  /** Whether a value is sealed under the key that seals now. One that is not is to be sealed anew. */
  isCurrent(sealed: Sealed<unknown>): boolean;
  /** Whether the key of a value is gone, so that nobody will ever unseal it again. */
  isLost(sealed: Sealed<unknown>): Promise<boolean>;
}

export type SealPurpose = 'tokens' | 'credentials' | 'challenge' | 'federation' | 'redirect' | 'device';

/** A lock that the whole origin shares, other versions of the worker included. */
export interface Lock {
  /** Runs `task` alone. Rejects with the signal's reason if the lock is not had before the signal aborts. */
  exclusive<T>(name: string, signal: AbortSignal, task: () => Promise<T>): Promise<T>;
}

/** A lock for the record that the workers of the origin share, other versions included: of those who keep it in memory, or of the one who writes it. */
export interface LeaseLock {
  /**
   * Takes it together with others; undefined where somebody has it alone, or waits to. `asked` is called when somebody wants
   * to write. Answers the function that releases it.
   */
  share(asked: () => void): Promise<(() => void) | undefined>;
  /** Asks the others to release it, and waits until it is had alone. Answers the function that releases it. */
  own(signal: AbortSignal): Promise<() => void>;
}

/** A time in which no other worker writes the record. */
export interface Hold {
  readonly lasts: boolean;
}

/** What a worker needs to have to answer from its memory: see lease.ts. */
export interface Lease {
  /** The present hold. Where there is none it is asked for, and is there some time later. */
  hold(): Hold | undefined;
  /** The present hold, or else the one that is asked for, once it is there. Undefined where somebody writes. Never rejects. */
  sought(): Promise<Hold | undefined>;
  /** Ends the hold: the record may have been changed by somebody who asks nobody. */
  letGo(): void;
  /** Writes, while nobody answers from memory. */
  alone<T>(write: () => Promise<T>): Promise<T>;
}

/** Tells every window of the origin that the record is now this. Never rejects. */
export interface Broadcaster {
  announce(record: SessionRecord): Promise<void>;
}

/** What a user pool issues for a sign-in. */
export interface UserPoolTokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What a refresh brings: `refreshToken` only where the pool rotates it. */
export type RefreshedTokens = Omit<UserPoolTokens, 'refreshToken'> & { readonly refreshToken?: string };

/** The operation by which a pool exchanges a refresh token. */
export type RefreshOperation = 'GetTokensFromRefreshToken' | 'REFRESH_TOKEN_AUTH';

/** What a tab's sign-in waits for where it is no challenge of Cognito's: for the sign-up before it to be confirmed. */
export const AUTO_SIGN_IN = 'AUTO_SIGN_IN';

/** All that is needed to answer a challenge later, in another life of the worker. It never holds a password. */
export interface ChallengeState {
  /** Cognito's `ChallengeName`, or {@link AUTO_SIGN_IN}. */
  readonly challengeName: string;
  readonly session: string;
  /** The name Cognito wants in the answer (`USER_ID_FOR_SRP`, or what the user typed). */
  readonly username: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What the user may choose from, with SELECT_CHALLENGE. */
  readonly availableChallenges?: readonly string[];
}

/** The `NewDeviceMetadata` of a sign-in: the pool would remember the browser under these keys. */
export interface NewDevice {
  readonly deviceKey: string;
  readonly deviceGroupKey: string;
}

/** All that a remembered device needs to prove itself. */
export interface DeviceSecret extends NewDevice {
  readonly devicePassword: string;
}

/** Where a sign-in stands after a request. */
export type SignInProgress =
  /** `newDevice` where the pool would remember the browser; `deviceKey` where it issued the tokens to a device it knew. */
  | {
      readonly done: true;
      readonly tokens: UserPoolTokens;
      readonly newDevice?: NewDevice;
      readonly deviceKey?: string;
    }
  /** `challenge` is absent where there is nothing to answer: CONFIRM_SIGN_UP and RESET_PASSWORD. */
  | { readonly done: false; readonly nextStep: WireSignInNextStep; readonly challenge?: ChallengeState };

/**
 * A user pool client. Each method makes its requests once, without retries, and rejects with an AuthError: `service`
 * holds the exception, `retryable` is true for what may pass by itself.
 */
export interface UserPool {
  /** Rejects with {@link DeviceRefused} where the pool does not accept one of `devices`; and so does the next. */
  signIn(input: SignInInput, signal: AbortSignal, devices?: KnownDevices): Promise<SignInProgress>;
  respondToChallenge(
    challenge: ChallengeState,
    input: ConfirmSignInInput,
    signal: AbortSignal,
    devices?: KnownDevices,
  ): Promise<SignInProgress>;
  /**
   * Rejects with {@link UnsupportedOperation} where the pool does not know `operation`, and with {@link DeviceRefused}
   * where it does not know the device.
   *
   * @param deviceKey the device that the tokens were issued to, where the pool tracks devices.
   */
  refresh(
    refreshToken: string,
    operation: RefreshOperation,
    signal: AbortSignal,
    deviceKey?: string,
  ): Promise<RefreshedTokens>;
  revoke(refreshToken: string, signal: AbortSignal): Promise<void>;
  globalSignOut(accessToken: string, signal: AbortSignal): Promise<void>;
  /** Signs in by a session that a confirmed sign-up came with: USER_AUTH without a password. */
  signInWithSession(input: SessionSignIn, signal: AbortSignal, devices?: KnownDevices): Promise<SignInProgress>;
}

export interface SessionSignIn {
  readonly username: string;
  readonly session: string;
  readonly options: Pick<AutoSignInOptions, 'preferredChallenge' | 'clientMetadata'>;
}

/** The pool, or an emulator of one, does not implement the operation. */
export class UnsupportedOperation extends Error {
  override readonly name = 'UnsupportedOperation';
}

/** What a sign-in by managed login needs to be brought to an end. None of it ever reaches a page, but in `customState`. */
export interface RedirectFlow {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  readonly customState?: string;
}

/** Managed login's answer, as it stands in the address that the browser was sent back to. */
export interface RedirectCallback {
  readonly state: string;
  /** The configured address that was answered to, without the answer. */
  readonly redirectUri: string;
  /** The whole query. */
  readonly parameters: string;
}

/** Managed login of the user pool: OAuth 2.0's authorization code flow with PKCE. Errors as {@link UserPool}'s. */
export interface ManagedLogin {
  /** Begins a flow whose state will start with `flowId` and a dot. `url` is where the user has to go. */
  begin(
    flowId: string,
    input: SignInWithRedirectInput,
    pageUrl: string,
  ): Promise<{ readonly url: string; readonly flow: RedirectFlow }>;
  /** Managed login's answer, if there is one in this address. */
  readCallback(url: string): RedirectCallback | undefined;
  /** Exchanges the answer's code, once. Rejects with what managed login says instead of a code. */
  exchange(callback: RedirectCallback, flow: RedirectFlow, signal: AbortSignal): Promise<UserPoolTokens>;
  /** Where to go to end the cookie session. Throws an AuthError if no address to come back to fits. */
  logoutUrl(pageUrl: string, redirectUrl: string | undefined): string;
}

/** The devices that a sign-in may present. */
export interface KnownDevices {
  /** The one of the user who signs in under this name, if there is one. */
  find(username: string): Promise<DeviceSecret | undefined>;
}

/** The pool does not know the device any more, or does not accept its proof. */
export class DeviceRefused extends Error {
  override readonly name = 'DeviceRefused';
  readonly deviceKey: string;
  /** What the pool said. */
  readonly error: AuthError;

  constructor(deviceKey: string, error: AuthError) {
    super(error.message);
    this.deviceKey = deviceKey;
    this.error = error;
  }
}

/** What proves to the identity pool who somebody is. */
export interface Login {
  /** The provider's key in the API's `Logins`; the user pool's where it is absent. */
  readonly provider?: string;
  readonly token: string;
}

/** An identity pool, the enhanced flow. Errors as {@link UserPool}'s. Without a login the caller is a guest. */
export interface IdentityPool {
  readonly identityPoolId: string;
  readonly allowGuestAccess: boolean;
  getId(login: Login | undefined, signal: AbortSignal): Promise<string>;
  getCredentialsForIdentity(
    identityId: string,
    login: Login | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly identityId: string; readonly credentials: AWSCredentials }>;
}

/** Something that lasts from the browser's start to its end, whichever tabs and workers come and go meanwhile. */
export interface BrowserSession {
  /** Its name; undefined if it has none yet. */
  current(): Promise<string | undefined>;
  /** Gives it this name, unless it has one. Answers the name that it has then. */
  begin(name: string): Promise<string>;
}

/** What the session domain works with. At least one of the pools is there. */
export interface SessionPorts {
  readonly clock: Clock;
  readonly store: RecordStore;
  readonly sealer: Sealer;
  readonly lock: Lock;
  readonly lease: Lease;
  readonly broadcaster: Broadcaster;
  readonly userPool?: UserPool;
  /** Where there is a user pool. */
  readonly account?: AccountOperations;
  /** Where there is a user pool. */
  readonly accountFlows?: AccountFlowOperations;
  readonly mfa?: MFAOperations;
  readonly devices?: DeviceOperations;
  readonly identityPool?: IdentityPool;
  readonly managedLogin?: ManagedLogin;
  /** Where the application wants a sign-in to end with the browser. */
  readonly browserSession?: BrowserSession;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  /** A fresh random identifier. */
  readonly uniqueId: () => string;
  /** Resolves after so many milliseconds, or rejects with the signal's reason. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
}
