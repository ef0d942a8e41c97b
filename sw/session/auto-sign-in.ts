import type { ClientMetadata } from '../../shared/client-metadata.js';
import type { WireSignInOutput } from '../../shared/sign-in.js';
import type { AutoSignInOptions, SignUpInput } from '../../shared/sign-up.js';
import { challengeDropped, challengeReceived } from './challenge-changes.js';
import type { SessionContext } from './context.js';
import { autoSignInLostError, noAutoSignInError, toAuthError } from './errors.js';
import { createKeptPasswords } from './kept-passwords.js';
import { AUTO_SIGN_IN, type ChallengeState, type KnownDevices, type SignInProgress, type UserPool } from './ports.js';
import type { SessionRecord } from './record.js';
import type { SignInFlow } from './sign-in.js';

/** The longest that a session from `SignUp` can be good: the largest `AuthSessionValidity` of an app client. */
const AUTO_SIGN_IN_LIFE_MS = 15 * 60_000;

/** The shortest `AuthSessionValidity`. An older session is not shown to `ConfirmSignUp`, lest it refuse the code for it. */
const SURELY_GOOD_MS = 3 * 60_000;

/** An auto sign-in that waits in a tab. */
export interface PendingAutoSignIn {
  readonly username: string;
  readonly options: AutoSignInOptions;
  /** The newest session that Cognito gave for it. */
  readonly session?: string;
  /** The same, while it can be shown to `ConfirmSignUp`. */
  readonly signUpSession?: string;
}

/**
 * The sign-in that follows a sign-up. What is stored of it (sealed, in its tab's name) holds no password: Cognito's session
 * lets USER_AUTH do without. A flow that needs the password finds it in the worker's memory, or not at all.
 */
export interface AutoSignIn {
  /** Answers whether an auto sign-in is pending from now on that could be carried out at once. */
  begin(tabId: string, input: SignUpInput, session: string | undefined): Promise<boolean>;
  pendingFor(tabId: string, username: string): Promise<PendingAutoSignIn | undefined>;
  /** Takes the confirmation's session. Answers whether the auto sign-in can go on; where it cannot, it is over. */
  confirmed(tabId: string, pending: PendingAutoSignIn, session: string | undefined): Promise<boolean>;
  signIn(tabId: string): Promise<WireSignInOutput>;
}

export function createAutoSignIn(context: SessionContext, signInFlow: SignInFlow): AutoSignIn {
  const { door, sealer, time } = context;
  const passwords = createKeptPasswords(context);

  async function read(record: SessionRecord, tabId: string): Promise<PendingAutoSignIn | undefined> {
    const { now } = time.read();
    const waiting = Object.hasOwn(record.challenges, tabId) ? record.challenges[tabId] : undefined;
    if (!waiting || waiting.expiresAt <= now) return undefined;
    const state = await sealer.unseal(waiting.sealed, 'challenge');
    if (state.challengeName !== AUTO_SIGN_IN) return undefined;
    const { username, session } = state;
    const age = now - (waiting.expiresAt - AUTO_SIGN_IN_LIFE_MS);
    return {
      username,
      options: optionsOf(state.parameters),
      ...(session !== '' && { session }),
      ...(session !== '' && age < SURELY_GOOD_MS && { signUpSession: session }),
    };
  }

  /** Answers false where the store fails, which undoes no sign-up. */
  async function keep(tabId: string, username: string, options: AutoSignInOptions, session = ''): Promise<boolean> {
    const state: ChallengeState = { challengeName: AUTO_SIGN_IN, session, username, parameters: parametersOf(options) };
    try {
      const sealed = await sealer.seal(state, 'challenge');
      const { generation } = await door.read();
      const { now } = time.read();
      await door.change(challengeReceived({ generation, tabId, sealed, expiresAt: now + AUTO_SIGN_IN_LIFE_MS, now }));
      return true;
    } catch {
      return false;
    }
  }

  async function drop(tabId: string): Promise<void> {
    passwords.forget(tabId);
    await door.change(challengeDropped(tabId));
  }

  return {
    async begin(tabId, { username, password, options: { autoSignIn } = {} }, session) {
      if (autoSignIn === undefined || autoSignIn === false) return false;
      passwords.forget(tabId); // an earlier sign-up's
      const options = autoSignIn === true ? {} : autoSignIn;
      if (!(await keep(tabId, username, options, session))) return false;
      if (needsPassword(options) && password !== undefined) passwords.keep(tabId, password);
      return isPossible(options, session, passwords.find(tabId));
    },

    async pendingFor(tabId, username) {
      const pending = await read(await door.read(), tabId).catch((thrown) => {
        if (toAuthError(thrown).kind !== 'sessionExpired') throw thrown;
        return undefined; // nobody will ever unseal it: there is no auto sign-in any more
      });
      return pending?.username === username ? pending : undefined;
    },

    async confirmed(tabId, { username, options }, session) {
      if (!isPossible(options, session, passwords.find(tabId))) {
        await drop(tabId);
        return false;
      }
      return await keep(tabId, username, options, session);
    },

    async signIn(tabId) {
      const pending = await read(await door.read(), tabId);
      if (!pending) throw noAutoSignInError();
      const password = passwords.find(tabId);
      try {
        const output = await signInFlow.signInBy(tabId, pending.username, (userPool, signal, devices) =>
          attempt(userPool, pending, password, signal, devices),
        );
        // Not yet confirmed, perhaps by a link that the user has yet to follow: to be called again.
        if (output.nextStep.signInStep !== 'CONFIRM_SIGN_UP') passwords.forget(tabId);
        return output;
      } catch (thrown) {
        if (!toAuthError(thrown).retryable) await drop(tabId);
        throw thrown;
      }
    },
  };
}

function needsPassword({ authFlowType }: AutoSignInOptions): boolean {
  return authFlowType !== 'USER_AUTH' && authFlowType !== 'CUSTOM_WITHOUT_SRP';
}

/** Whether the pool's own triggers are to ask. A session would pass them by. */
function isCustom({ authFlowType }: AutoSignInOptions): boolean {
  return authFlowType === 'CUSTOM_WITH_SRP' || authFlowType === 'CUSTOM_WITHOUT_SRP';
}

function isPossible(options: AutoSignInOptions, session: string | undefined, password: string | undefined): boolean {
  if (needsPassword(options) && password !== undefined) return true;
  return isCustom(options) ? !needsPassword(options) : session !== undefined;
}

function attempt(
  userPool: UserPool,
  { username, options, session }: PendingAutoSignIn,
  password: string | undefined,
  signal: AbortSignal,
  devices: KnownDevices,
): Promise<SignInProgress> {
  if (!isPossible(options, session, password)) throw autoSignInLostError();
  if (password !== undefined) return userPool.signIn({ username, password, options }, signal, devices);
  if (isCustom(options) || session === undefined) return userPool.signIn({ username, options }, signal, devices);
  return userPool.signInWithSession({ username, session, options }, signal, devices);
}

/** The options as the strings that a stored challenge may have. */
function parametersOf({ authFlowType, preferredChallenge, clientMetadata }: AutoSignInOptions): Record<string, string> {
  return {
    ...(authFlowType && { authFlowType }),
    ...(preferredChallenge && { preferredChallenge }),
    ...(clientMetadata && { clientMetadata: JSON.stringify(clientMetadata) }),
  };
}

/** The inverse of {@link parametersOf}. */
function optionsOf({ clientMetadata, ...rest }: ChallengeState['parameters']): AutoSignInOptions {
  return { ...rest, ...(clientMetadata && { clientMetadata: JSON.parse(clientMetadata) as ClientMetadata }) };
}
