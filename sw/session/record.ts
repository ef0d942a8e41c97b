import type { AuthErrorData } from '../../shared/auth-error.js';
import type { AWSCredentials } from '../../shared/session-api.js';
import type { SessionUser } from '../../shared/session-state.js';
import type { ChallengeState, DeviceSecret, RedirectFlow, RefreshOperation, UserPoolTokens } from './ports.js';

/**
 * A value encrypted by the vault. `T` says what comes out again. Each place for one in the record has its line in
 * `mapSealed` (sealed-values.ts), so that it is sealed anew under another key.
 */
export interface Sealed<T> {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly ciphertext: ArrayBuffer;
  /** Which key it is sealed under; absent where that is the one in the database. */
  readonly keyId?: string;
  /** Only for the type checker: which value is inside. */
  readonly of?: T;
}

/** The life of a token or of credentials: milliseconds since the epoch on the service's clock. */
export interface Validity {
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/**
 * All that is stored: one record per user pool client, or per identity pool where there is no user pool. It changes only
 * through the functions in changes.ts, each applied inside one transaction.
 */
export interface SessionRecord {
  /** Random, made with the record: tells a page that a record with lower numbers is a new one and not an old one. */
  readonly storeId: string;
  /** When it was made, on this machine's clock: tells a page which of two records is the older. Absent in older ones. */
  readonly bornAt?: number;
  /** One more at each write. */
  readonly revision: number;
  /** One more at each sign-in and each sign-out: what began under another generation changes nothing. */
  readonly generation: number;
  /** Random, new with each generation. A page's session object bears it. */
  readonly sessionId: string;
  readonly serverClock?: ServerClock;
  readonly signIn?: SignIn;
  /** Instead of a sign-in: somebody whom another provider vouches for. */
  readonly federation?: FederatedLogin;
  readonly identity?: Identity;
  readonly attempt?: RefreshAttempt;
  /** How the last renewal of each kind failed; absent after a success. */
  readonly tokensFailure?: RenewalFailure;
  readonly credentialsFailure?: RenewalFailure;
  /** Refresh tokens that nobody may use any more and that the service has yet to be told of. */
  readonly revocations: readonly PendingRevocation[];
  /** Sign-ins in progress, by the id of the tab that began them. */
  readonly challenges: Readonly<Record<string, PendingChallenge>>;
  /** Sign-ins by managed login that were begun, and for a while those that have come to an end, each by its id. */
  readonly redirects?: Readonly<Record<string, PendingRedirect>>;
  /** How the last sign-in by managed login ended. */
  readonly redirectEnding?: RedirectEnding;
  /** A sign-out whose tab has yet to end managed login's cookie session. */
  readonly logoutDue?: LogoutDue;
  /** The ids of the calls that have signed out last: where a worker died before it answered, they are made again. */
  readonly signOutCalls?: readonly string[];
  /** Set once the pool was seen not to know `GetTokensFromRefreshToken`. */
  readonly refreshOperation?: RefreshOperation;
  /** What the pool knows this browser as, by the `sub` of each user. It outlives the sign-ins. */
  readonly devices?: Readonly<Record<string, Device>>;
}

/** How far the service's clock is ahead of this machine's, as last seen. */
export interface ServerClock {
  readonly offsetMs: number;
  /** This machine's clock at that moment. */
  readonly learntAt: number;
}

/** How long somebody has been there, by which the application's policies end a session. On the service's clock. */
export interface Presence {
  /** When it began. */
  readonly since: number;
  /** When the user was last seen. */
  readonly lastActivityAt: number;
  /** Names the browser session that it is bound to, where the application wants it to end with the browser. */
  readonly browserSession?: string;
}

export interface SignIn extends Presence {
  readonly user: SessionUser;
  /** Absent once the sign-in has ended. */
  readonly tokens?: SignInTokens;
  /** Why the sign-in is over, once it is: state 8 of the session contract. */
  readonly ended?: AuthErrorData;
  /** The device that the tokens were issued to. A sign-in by other ways than the pool's API has none. */
  readonly deviceKey?: string;
  /** Set where managed login has a cookie session of this sign-in, which a sign-out has to end as well. */
  readonly via?: 'managedLogin';
  /** How many times the tokens have been renewed. */
  readonly renewals: number;
}

export interface SignInTokens {
  readonly sealed: Sealed<UserPoolTokens>;
  /** One more whenever the tokens are replaced. */
  readonly version: number;
  /** A token that cannot be read has no validity and counts as expired. */
  readonly idToken?: Validity;
  readonly accessToken?: Validity;
}

/** Those that an earlier version has stored have no presence, and no limit. */
export interface FederatedLogin extends Partial<Presence> {
  /** The provider's key in the API's `Logins`. */
  readonly provider: string;
  readonly sealed: Sealed<string>;
}

export interface Identity {
  readonly identityPoolId: string;
  readonly identityId: string;
  /** `guest` stays until the service has linked the identity to the signed-in user. */
  readonly kind: 'guest' | 'user';
  readonly credentials?: SealedCredentials;
}

/** Credentials without their `expiration`, which is the end of their validity. */
export interface SealedCredentials {
  readonly sealed: Sealed<Omit<AWSCredentials, 'expiration' | 'expiresAt'>>;
  readonly validity: Validity;
}

/** Written before a refresh goes out. While it stands, the service may have rotated the token without our knowing. */
export interface RefreshAttempt {
  readonly id: string;
  /** When the latest attempt began, on the service's clock. The grace period may count from here. */
  readonly startedAt: number;
  /** The version of the tokens whose refresh token was sent. */
  readonly tokensVersion: number;
}

/** A renewal failed in a way that ends nothing. */
export interface RenewalFailure {
  /** How many failures in a row. */
  readonly count: number;
  readonly error: AuthErrorData;
  /** Nothing is tried in the background before this, on the service's clock. */
  readonly retryAt: number;
}

export interface PendingRevocation {
  readonly id: string;
  /** The tokens as they were stored, so that a change can queue them without unsealing anything. */
  readonly sealed: Sealed<UserPoolTokens>;
  readonly failures: number;
  /** Nothing is tried before this, on the service's clock. */
  readonly retryAt: number;
}

export interface PendingChallenge {
  readonly sealed: Sealed<ChallengeState>;
  /** When the challenge's session ends, on the service's clock. */
  readonly expiresAt: number;
}

/** A device of the pool's: one browser is another to each of its users. */
export interface Device {
  /** The API's `DeviceKey`: a name, and no secret. */
  readonly deviceKey: string;
  readonly sealed: Sealed<SealedDevice>;
  /** There until the pool has the device's verifier, without which it renews none of the tokens it issued to the device. */
  readonly confirmation?: PendingConfirmation;
}

export interface SealedDevice extends DeviceSecret {
  /** The names that the user signs in under. */
  readonly usernames: readonly string[];
}

export interface PendingConfirmation {
  readonly failures: number;
  /** Nothing is tried in the background before this, on the service's clock. */
  readonly retryAt: number;
}

/** A sign-in by managed login: the user is away, at another origin, and perhaps never comes back. */
export interface PendingRedirect {
  /** The tab that began it. */
  readonly tabId: string;
  /** `exchanging`: the answer has come, and its code is used up. */
  readonly stage: 'begun' | 'exchanging' | 'concluded';
  /** Random, of whoever exchanges the code. */
  readonly takenBy?: string;
  /** There while `begun`. */
  readonly sealed?: Sealed<RedirectFlow>;
  /** When it is forgotten, on the service's clock. */
  readonly expiresAt: number;
}

/** How a sign-in by managed login ended. */
export interface RedirectEnding {
  readonly id: string;
  readonly customState?: string;
  /** Absent after a success. */
  readonly error?: AuthErrorData;
  /**
   * The tab and the window that the user has come back to, as far as they are known: whoever is either may take it. The window is
   * the one that has taken it, once one has.
   */
  readonly tabId?: string;
  readonly clientId?: string;
  /** When it came, on the service's clock. */
  readonly at: number;
  /** Whether a window has been told. */
  readonly taken: boolean;
}

export interface LogoutDue {
  readonly tabId: string;
  /** On the service's clock. A later sign-out of the tab has nothing to do with it. */
  readonly until: number;
}

/**
 * @param generation where to count from: at random in a store, so that what began under the record that was there before
 * (the site's data was cleared meanwhile) does not take the new one for its own.
 */
export function emptyRecord(storeId: string, sessionId: string, generation = 0, bornAt = 0): SessionRecord {
  return { storeId, bornAt, revision: 0, generation, sessionId, revocations: [], challenges: {} };
}
