import { AuthError } from '../../../shared/auth-error.js';
import { DeviceRefused, type DeviceSecret } from '../../session/ports.js';
import { claimDevicePassword } from '../device-srp.js';
import { requireFields } from '../required-fields.js';
import { createEphemeralKeyPair, srpA } from '../srp.js';
import type { AuthAnswer, ChallengeResponses, Formality, SignInStep } from './challenge.js';

/**
 * The device proves itself in place of the second factor: DEVICE_SRP_AUTH, and DEVICE_PASSWORD_VERIFIER that follows it
 * at once, for the ephemeral key lives no longer than this step.
 */
export const deviceSrpAuth: Formality = {
  async answerAlone(challenge, step) {
    const device = await step.device(challenge.username);
    if (!device) throw unexpectedChallenge(challenge.challengeName);
    const { deviceKey } = device;
    const respond = (asked: typeof challenge, responses: ChallengeResponses): Promise<AuthAnswer> =>
      step.respond(asked, { ...responses, DEVICE_KEY: deviceKey }).catch((thrown) => {
        throw refusesDevice(thrown) ? new DeviceRefused(deviceKey, thrown) : thrown;
      });

    const keyPair = createEphemeralKeyPair();
    const verifier = await respond(challenge, { SRP_A: srpA(keyPair) });
    if (verifier.ChallengeName !== 'DEVICE_PASSWORD_VERIFIER') return verifier;
    const { ChallengeName: challengeName, ChallengeParameters: parameters = {}, Session: session = '' } = verifier;
    const claim = await claimOf(keyPair, device, parameters, step);
    const username = parameters['USERNAME'] ?? challenge.username;
    return await respond({ challengeName, session, username, parameters }, { ...claim });
  },
};

function claimOf(
  keyPair: ReturnType<typeof createEphemeralKeyPair>,
  device: DeviceSecret,
  parameters: Record<string, string>,
  step: SignInStep,
) {
  const request = { operation: 'RespondToAuthChallenge', recipient: step.recipient };
  const fields = ['SRP_B', 'SALT', 'SECRET_BLOCK'] as const;
  const { SRP_B, SALT, SECRET_BLOCK } = requireFields(parameters, fields, 'ChallengeParameters', request);
  return claimDevicePassword(keyPair, device, { srpB: SRP_B, salt: SALT, secretBlock: SECRET_BLOCK }, step.serverNow());
}

/** What is refused in these two challenges is the device: the user has proven the password before. */
function refusesDevice(thrown: unknown): thrown is AuthError {
  const name = thrown instanceof AuthError ? thrown.service?.name : undefined;
  return name === 'NotAuthorizedException' || name === 'ResourceNotFoundException';
}

function unexpectedChallenge(challengeName: string): AuthError {
  return new AuthError({
    kind: 'unknown',
    message: `The user pool asks for the challenge ${challengeName}, though no device was presented to it.`,
    recoverySuggestion: 'Check that userPool.endpoint is that of a Cognito user pool.',
  });
}
