import type { ChallengeSession, ChallengeSessions } from './challenge-sessions.js';
import type { Device, Devices } from './devices.js';
import { requiredParameter } from './request-input.js';
import type { ServerClock } from './server-clock.js';
import { invalidParameter, notAuthorized } from './service-error.js';
import { beginSrpExchange, clientPublicValue, provesPassword, type SrpVerifier } from './srp-verifier.js';
import type { PoolUser } from './users.js';

/** The challenges DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER: SRP-6a with the device's keys in place of pool and user. */
export class DeviceVerifier {
  readonly #devices: Devices;
  readonly #sessions: ChallengeSessions;
  readonly #clock: ServerClock;

  constructor(context: { devices: Devices; sessions: ChallengeSessions; clock: ServerClock }) {
    this.#devices = context.devices;
    this.#sessions = context.sessions;
    this.#clock = context.clock;
  }

  /** DEVICE_SRP_AUTH answered: the challenge that follows. */
  begin(user: PoolUser, id: string, responses: ReadonlyMap<string, string>): object {
    const { device, verifier } = this.#deviceOf(user, responses);
    const clientPublic = clientPublicValue(requiredParameter(responses, 'SRP_A'));
    if (clientPublic === undefined) throw invalidParameter('SRP_A is not a valid public value.');
    const exchange = beginSrpExchange(verifier, clientPublic);
    this.#sessions.close(id);
    const challengeName = 'DEVICE_PASSWORD_VERIFIER';
    return {
      ChallengeName: challengeName,
      ChallengeParameters: {
        DEVICE_KEY: device.key,
        SALT: exchange.salt.toString(16),
        SECRET_BLOCK: exchange.secretBlock,
        SRP_B: exchange.serverPublic.toString(16),
        USERNAME: user.username,
      },
      Session: this.#sessions.open({ challengeName, username: user.username, exchange, deviceKey: device.key }),
    };
  }

  /**
   * DEVICE_PASSWORD_VERIFIER answered: the device that has proven itself.
   *
   * @throws NotAuthorizedException
   */
  verify(user: PoolUser, { exchange }: ChallengeSession, responses: ReadonlyMap<string, string>): Device {
    const { device } = this.#deviceOf(user, responses);
    const secretBlock = requiredParameter(responses, 'PASSWORD_CLAIM_SECRET_BLOCK');
    const proof = {
      poolName: device.groupKey,
      userId: device.key,
      timestamp: requiredParameter(responses, 'TIMESTAMP'),
      signature: requiredParameter(responses, 'PASSWORD_CLAIM_SIGNATURE'),
    };
    // The wording for a device's wrong proof is not documented; it is a user's.
    if (exchange?.secretBlock !== secretBlock || !provesPassword(exchange, proof)) {
      throw notAuthorized('Incorrect username or password.');
    }
    device.authenticatedAt = this.#clock.now();
    return device;
  }

  #deviceOf(user: PoolUser, responses: ReadonlyMap<string, string>): { device: Device; verifier: SrpVerifier } {
    const device = this.#devices.find(user, requiredParameter(responses, 'DEVICE_KEY'));
    if (!device?.verifier) throw invalidParameter('The pool does not track devices.');
    return { device, verifier: device.verifier };
  }
}
