import type { AuthAnswer, SignInStep } from './challenges/challenge.js';
import { requireFields } from './required-fields.js';
import { claimPassword, createEphemeralKeyPair, srpA } from './srp.js';

/**
 * Proves the password by SRP, without sending it: the request that begins it, and the answer to PASSWORD_VERIFIER. Both
 * belong to one step, for the ephemeral key and the password must not outlive it. A pool that asks for something else
 * than the proof is taken at its word.
 *
 * @param begin makes the request that carries `SRP_A`.
 */
export async function provePassword(
  step: SignInStep,
  password: string,
  begin: (SRP_A: string) => Promise<AuthAnswer>,
): Promise<AuthAnswer> {
  const keyPair = createEphemeralKeyPair();
  const answer = await begin(srpA(keyPair));
  if (answer.ChallengeName !== 'PASSWORD_VERIFIER') return answer;

  const { USER_ID_FOR_SRP, SRP_B, SALT, SECRET_BLOCK } = requireFields(
    answer.ChallengeParameters,
    ['USER_ID_FOR_SRP', 'SRP_B', 'SALT', 'SECRET_BLOCK'],
    'ChallengeParameters',
    { operation: answer.operation, recipient: step.recipient },
  );
  const { userPoolId } = step;
  const challenge = { userPoolId, userIdForSrp: USER_ID_FOR_SRP, srpB: SRP_B, salt: SALT, secretBlock: SECRET_BLOCK };
  const claim = await claimPassword(keyPair, challenge, password, step.serverNow());
  const verifier = {
    challengeName: 'PASSWORD_VERIFIER',
    session: answer.Session ?? '',
    username: USER_ID_FOR_SRP,
    parameters: {},
  };
  return await step.respond(verifier, { ...claim });
}
