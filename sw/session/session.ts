import type { AuthSessionData, AWSCredentials, FetchAuthSessionInput } from '../../shared/session-api.js';
import type { GrantedProviders } from '../../shared/session-state.js';
import { createWithAccessToken } from './access-token.js';
import { type Accessors, createAccessors, type Owned } from './accessors.js';
import { type Account, createAccount } from './account.js';
import { type AccountFlows, createAccountFlows } from './account-flows.js';
import { createBackground } from './background.js';
import { activityNoted } from './changes.js';
import type { SessionContext } from './context.js';
import { createCredentialRenewal } from './credential-renewal.js';
import { createDeleteUser } from './delete-user.js';
import { createDevices, type Devices } from './devices.js';
import { createDoor } from './door.js';
import { createEstablish } from './establish.js';
import { createFederation, type Federation } from './federation.js';
import type { LifetimePolicy } from './lifetime-policy.js';
import { createMemoryReads, type MemoryReads } from './memory-reads.js';
import { createMFA, type MFA } from './mfa.js';
import { onFirstUse } from './on-first-use.js';
import { createPolicies } from './policies.js';
import type { Sealer, SessionPorts } from './ports.js';
import { createReads, type Reads } from './reads.js';
import type { SessionRecord } from './record.js';
import { earlierNow, isEndingFor } from './redirect-ending.js';
import { createRedirectSignIn, type RedirectSignIn, type SessionWindow } from './redirect-sign-in.js';
import { createResealing } from './resealing.js';
import { createRevocation } from './revocation.js';
import type { ServerTime } from './server-time.js';
import { createSignInFlow, type SignInFlow } from './sign-in.js';
import { createSignOut, type SignOut } from './sign-out.js';
import { createTending } from './tending.js';
import { createTokenRenewal } from './token-renewal.js';

export interface SessionOptions {
  readonly expiryBufferMs: number;
  readonly granted: GrantedProviders;
  readonly policy: LifetimePolicy;
}

/** The session of one origin: the whole domain, put together. Methods reject with an AuthError. */
export interface Session
  extends Omit<Reads, 'fetchAuthSession'>,
    Omit<SignInFlow, 'signInBy'>,
    RedirectSignIn,
    Federation,
    AccountFlows {
  fetchAuthSession(input: FetchAuthSessionInput): Promise<AuthSessionData>;
  readonly signOut: SignOut;
  readonly account: Account;
  deleteUser(): Promise<void>;
  readonly mfa: MFA;
  readonly devices: Pick<Devices, 'fetchDevices' | 'rememberDevice' | 'forgetDevice'>;
  /** To be called at every event: starts in the background whatever is due, a refresh whose answer was lost above all. */
  tend(): Promise<void>;
  /** Whether managed login has answered in this address. Pure. */
  isRedirectAnswer(url: string): boolean;
  /** Whether a window has come back from managed login, as far as this worker has seen: whether it is to {@link RedirectSignIn.arrive}. */
  hasReturned(window: SessionWindow): boolean;
  /** The user is there: puts off the end of an idle session. */
  reportActivity(): Promise<void>;
  /**
   * A token that is valid now, for a request that the worker authorises: the pages' policy does not bear on it. It is of
   * whichever session is there, or of the one that is named: rejects where that is over.
   */
  getBearerToken(use: 'idToken' | 'accessToken', sessionId?: string): Promise<Owned<string>>;
  /** Credentials that are valid now, the user's or a guest's, for a request that the worker signs; as above. */
  getSigningCredentials(sessionId?: string): Promise<Owned<AWSCredentials>>;
  /** Renews what a service has refused although it seemed valid. */
  renew(what: 'tokens' | 'credentials'): Promise<void>;
  /**
   * Reads into memory what a request that the worker authorises will need: for a worker that was started ahead of it, by a
   * navigation, and has nothing else to do. It begins nothing and changes nothing. Never rejects.
   */
  preload(): Promise<void>;
  /** A read that needs nothing but memory. */
  readonly fromMemory: MemoryReads['answer'];
  /** The record as this worker last saw it. */
  lastSeen(): SessionRecord | undefined;
  /** Resolves once nothing goes on in the background. */
  settled(): Promise<void>;
}

export function createSession(ports: SessionPorts, time: ServerTime, options: SessionOptions): Session {
  const { expiryBufferMs } = options;
  const background = createBackground();
  const policies = createPolicies(ports, time, options.policy);
  const door = createDoor(ports, time, background, policies);
  const shared = { ...ports, door, time, background, policies, expiryBufferMs };
  const memory = createMemoryReads(shared, ports.sealer, options);
  const sealer: Sealer = {
    ...ports.sealer,
    async unseal(sealed, purpose) {
      const value = await ports.sealer.unseal(sealed, purpose);
      if (purpose === 'tokens' || purpose === 'credentials') memory.keep(purpose, sealed, value as object);
      return value;
    },
  };
  const context: SessionContext = { ...shared, sealer };
  const renewTokens = onFirstUse(() => createTokenRenewal(context));
  const renewCredentials = onFirstUse(() => createCredentialRenewal(context, renewTokens));
  const revocation = onFirstUse(() => createRevocation(context));
  const withAccessToken = onFirstUse(() => createWithAccessToken(context, renewTokens));
  const accessors = createAccessors(context, renewTokens, renewCredentials);
  const reads = createReads(context, accessors, options);
  const devices = onFirstUse(() => createDevices(context, withAccessToken));
  const establish = onFirstUse(() => createEstablish(context, renewCredentials, revocation, devices));
  const signInFlow = onFirstUse(() => createSignInFlow(context, establish));
  const redirect = onFirstUse(() => createRedirectSignIn(context, establish));
  const accountFlows = onFirstUse(() => createAccountFlows(context, signInFlow));
  const federation = onFirstUse(() => createFederation(context));
  const startChores = createTending(
    context,
    renewTokens,
    renewCredentials,
    revocation,
    devices,
    createResealing(context),
  );

  /** `forceRefresh`: the tokens, then the credentials. What fails is told by the accessors. */
  async function renewAll(record: SessionRecord): Promise<void> {
    try {
      if (record.signIn) await renewTokens(true);
      if (ports.identityPool) await renewCredentials(true);
    } catch {
      // Values that are still valid are served all the same, and an accessor that has none tells why.
    }
  }

  /** For the worker's own requests: from memory if it can be, and else as for a page. */
  async function present<T>(read: (from: Accessors) => Promise<T>): Promise<T> {
    return (await memory.own(read)) ?? (await read(accessors));
  }

  const isRedirectAnswer = (url: string) => ports.managedLogin?.readCallback(url) !== undefined;

  return {
    ...reads,
    signOut: onFirstUse(() => createSignOut(context, withAccessToken, revocation)),
    account: onFirstUse(() => createAccount(ports.account, withAccessToken)),
    deleteUser: onFirstUse(() => createDeleteUser(context, ports.account, withAccessToken)),
    mfa: onFirstUse(() => createMFA(context, withAccessToken)),
    devices,

    signIn: (tabId, input) => signInFlow.signIn(tabId, input),
    confirmSignIn: (tabId, input) => signInFlow.confirmSignIn(tabId, input),
    signInWithRedirect: (from, input) => redirect.signInWithRedirect(from, input),
    isRedirectAnswer,
    answerRedirect: (url, clientId) => redirect.answerRedirect(url, clientId),
    arrive: (window, url) => redirect.arrive(window, url),
    federateToIdentityPool: (input) => federation.federateToIdentityPool(input),
    clearFederationToIdentityPool: () => federation.clearFederationToIdentityPool(),
    signUp: (tabId, input) => accountFlows.signUp(tabId, input),
    confirmSignUp: (tabId, input) => accountFlows.confirmSignUp(tabId, input),
    resendSignUpCode: (input) => accountFlows.resendSignUpCode(input),
    autoSignIn: (tabId) => accountFlows.autoSignIn(tabId),
    resetPassword: (input) => accountFlows.resetPassword(input),
    confirmResetPassword: (input) => accountFlows.confirmResetPassword(input),

    async fetchAuthSession({ forceRefresh = false }) {
      if (forceRefresh) await renewAll(await door.read());
      return await reads.fetchAuthSession();
    },

    async preload() {
      try {
        const { signIn } = (await door.preload()) ?? {};
        if (signIn?.tokens) await context.sealer.unseal(signIn.tokens.sealed, 'tokens');
      } catch {
        // Whoever needs it is told why.
      }
    },

    fromMemory: memory.answer,

    async tend() {
      startChores(await door.read());
    },

    hasReturned(window) {
      const ending = door.lastSeen()?.redirectEnding;
      return (
        isRedirectAnswer(window.url) || (ending !== undefined && isEndingFor(ending, window, earlierNow(time.read())))
      );
    },

    async reportActivity() {
      const { generation } = await door.read(); // too late for a session that has been idle for too long
      await door.change(activityNoted({ generation, now: time.read().now }));
    },

    async getBearerToken(use, of) {
      const { value, sessionId } = await present((from) => from.tokensOf(of));
      return { value: value[use], sessionId };
    },

    getSigningCredentials: (of) => present((from) => from.credentialsOf(of)),

    renew: (what) => (what === 'tokens' ? renewTokens(true) : renewCredentials(true)),

    lastSeen: () => door.lastSeen(),
    settled: () => background.settled(),
  };
}
