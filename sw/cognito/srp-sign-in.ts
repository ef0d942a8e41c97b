import type { AuthAnswer, SignInStep } from './challenges/challenge.js';
import { requireFields } from './required-fields.js';
import { claimPassword, createEphemeralKeyPair, srpA } from './srp.js';

/** What the pool says once the password is proven, and under which name the user goes on from there. */
export interface PasswordProof {
  readonly answer: AuthAnswer;
  readonly operation: string;
  readonly username: string;
}

/**
 * Proves the password by SRP, without sending it: the request that begins it, and the answer to PASSWORD_VERIFIER. Both
 * belong to one step, for the ephemeral key and the password must not outlive it. A pool that wants something else
 * instead of the proof is taken at its word.
 *
 * @param by.begin makes the request that carries `SRP_A`, which is `by.operation`.
 */
export async function provePassword(by: {
  readonly begin: (srpA: string) => Promise<AuthAnswer>;
  readonly operation: string;
  readonly username: string;
  readonly password: string;
  readonly step: SignInStep;
}): Promise<PasswordProof> {
  const { operation, username, step } = by;
  const keyPair = createEphemeralKeyPair();
  const answer = await by.begin(srpA(keyPair));
  if (answer.ChallengeName !== 'PASSWORD_VERIFIER') return { answer, operation, username };

  const request = { operation, recipient: step.recipient };
  const { USER_ID_FOR_SRP, SRP_B, SALT, SECRET_BLOCK } = requireFields(
    answer.ChallengeParameters,
    ['USER_ID_FOR_SRP', 'SRP_B', 'SALT', 'SECRET_BLOCK'],
    'ChallengeParameters',
    request,
  );
  const { userPoolId } = step;
  const challenge = { userPoolId, userIdForSrp: USER_ID_FOR_SRP, srpB: SRP_B, salt: SALT, secretBlock: SECRET_BLOCK };
  const claim = await claimPassword(keyPair, challenge, by.password, step.serverNow());
  const verifier = {
    challengeName: 'PASSWORD_VERIFIER',
    session: answer.Session ?? '',
    username: USER_ID_FOR_SRP,
    parameters: {},
  };
  return {
    answer: await step.respond(verifier, { ...claim }),
    operation: 'RespondToAuthChallenge',
    username: USER_ID_FOR_SRP,
  };
}
