import type { ConfirmSignInInput, SignInInput, WireSignInOutput } from '../../shared/sign-in.js';
import { challengeDropped, challengeReceived } from './challenge-changes.js';
import type { SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import {
  alreadySignedInError,
  noChallengeError,
  noUserPoolError,
  signInSupersededError,
  toAuthError,
} from './errors.js';
import type { Establish } from './establish.js';
import { withKnownDevices } from './known-devices.js';
import { AUTO_SIGN_IN, type ChallengeState, type KnownDevices, type SignInProgress, type UserPool } from './ports.js';

/**
 * An SRP sign-in makes two requests of at most 10 s each, and a device challenge two more. With the confirmation of a new
 * device after it, an event stays under the 60 s for which Firefox lets it run.
 */
const SIGN_IN_LIMIT_MS = 45_000;

/** `AuthSessionValidity`: 3 to 15 minutes by the client's setting, which a client cannot read. The service has the last word. */
const CHALLENGE_LIFE_MS = 15 * 60_000;

/** The ways in. Each belongs to the tab that began it, and rejects with an AuthError. */
export interface SignInFlow {
  signIn(tabId: string, input: SignInInput): Promise<WireSignInOutput>;
  confirmSignIn(tabId: string, input: ConfirmSignInInput): Promise<WireSignInOutput>;
  /**
   * Signs in by whatever the attempt does. Rejects with `invalidState` if somebody is signed in.
   *
   * @param typedName the name by which the user is to be found.
   */
  signInBy(
    tabId: string,
    typedName: string,
    attempt: (userPool: UserPool, signal: AbortSignal, devices: KnownDevices) => Promise<SignInProgress>,
  ): Promise<WireSignInOutput>;
}

export function createSignInFlow(context: SessionContext, establish: Establish): SignInFlow {
  const { door, sealer, time } = context;

  function requireUserPool(): UserPool {
    if (!context.userPool) throw noUserPoolError();
    return context.userPool;
  }

  const limited = <T>(task: (signal: AbortSignal, devices: KnownDevices) => Promise<T>) =>
    withDeadline(context, 'The sign-in', SIGN_IN_LIMIT_MS, (signal) =>
      withKnownDevices(context, (known) => task(signal, known)),
    );

  /** @param typedName the name by which the user was found. */
  async function proceed(
    tabId: string,
    generation: number,
    progress: SignInProgress,
    typedName: string,
  ): Promise<WireSignInOutput> {
    if (progress.done) {
      await establish(generation, { ...progress, typedName });
      return { isSignedIn: true, nextStep: { signInStep: 'DONE' } };
    }
    if (progress.challenge) await keepChallenge(tabId, generation, progress.challenge);
    return { isSignedIn: false, nextStep: progress.nextStep };
  }

  async function keepChallenge(tabId: string, generation: number, challenge: ChallengeState): Promise<void> {
    const { now } = time.read();
    const sealed = await sealer.seal(challenge, 'challenge');
    const { after, before } = await door.change(
      challengeReceived({ generation, tabId, sealed, expiresAt: now + CHALLENGE_LIFE_MS, now }),
    );
    if (after === before) throw signInSupersededError();
  }

  const signInBy: SignInFlow['signInBy'] = async (tabId, typedName, attempt) => {
    const userPool = requireUserPool();
    const record = await door.read();
    if (record.signIn?.tokens || record.federation) throw alreadySignedInError();
    const progress = await limited((signal, devices) => attempt(userPool, signal, devices));
    return await proceed(tabId, record.generation, progress, typedName);
  };

  return {
    signInBy,

    signIn: (tabId, input) =>
      signInBy(tabId, input.username, (userPool, signal, devices) => userPool.signIn(input, signal, devices)),

    async confirmSignIn(tabId, input) {
      const userPool = requireUserPool();
      const record = await door.read();
      const pending = Object.hasOwn(record.challenges, tabId) ? record.challenges[tabId] : undefined;
      if (!pending || pending.expiresAt <= time.read().now) throw noChallengeError();
      const challenge = await sealer.unseal(pending.sealed, 'challenge');
      if (challenge.challengeName === AUTO_SIGN_IN) throw noChallengeError();
      try {
        const progress = await limited((signal, known) => userPool.respondToChallenge(challenge, input, signal, known));
        return await proceed(tabId, record.generation, progress, challenge.username);
      } catch (thrown) {
        // A refused session cannot be used again; a mistyped code can be corrected.
        if (toAuthError(thrown).kind === 'notAuthorized') await door.change(challengeDropped(tabId, pending));
        throw thrown;
      }
    },
  };
}
