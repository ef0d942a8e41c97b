import { signedIn } from './changes.js';
import type { SessionContext } from './context.js';
import type { Devices } from './devices.js';
import { signInSupersededError } from './errors.js';
import { readUser, readValidities, readValidity } from './jwt.js';
import type { NewDevice, UserPoolTokens } from './ports.js';
import type { Device } from './record.js';
import type { ByRedirect } from './redirect-changes.js';
import type { Revocation } from './revocation.js';
import { revocationQueued } from './revocation-changes.js';
import type { Flight } from './single-flight.js';

/** What a sign-in has come to. */
export interface CompletedSignIn {
  readonly tokens: UserPoolTokens;
  /** The device that the tokens were issued to, and what the pool tells of one that it did not know. */
  readonly deviceKey?: string;
  readonly newDevice?: NewDevice;
  /** The name by which the user was found. */
  readonly typedName?: string;
  /** Where it came by way of managed login: which one, and how it ended. */
  readonly redirect?: ByRedirect;
}

/**
 * Makes whoever the tokens belong to the signed-in user, unless somebody signed in or out since `generation`: then the
 * refresh token is revoked, and it rejects with `invalidState`. It is revoked as well where the sign-in cannot be stored as the
 * application wants it.
 */
export type Establish = (generation: number, by: CompletedSignIn) => Promise<void>;

export function createEstablish(
  context: SessionContext,
  renewCredentials: Flight,
  revocation: Revocation,
  devices: Devices,
): Establish {
  const { door, sealer, time, background, uniqueId } = context;

  return async (generation, { tokens, newDevice, deviceKey = newDevice?.deviceKey, typedName, redirect }) => {
    const user = readUser(tokens.idToken);
    time.observe(readValidity(tokens.accessToken)?.issuedAt);
    const newSessionId = uniqueId();
    const sealed = await sealer.seal(tokens, 'tokens');
    const revocationId = uniqueId();
    let device: Device | undefined;
    let browserSession: string | undefined;
    try {
      device = newDevice && (await devices.prepare(newDevice, user, typedName ?? user.username));
      browserSession = await context.policies.bind();
    } catch (thrown) {
      const { after } = await door.change(revocationQueued(revocationId, sealed));
      background.run(() => revocation.revokeDue(after));
      throw thrown;
    }
    const change = signedIn({
      generation,
      newSessionId,
      user,
      tokens: { sealed, ...readValidities(tokens) },
      now: time.read().now,
      ...(deviceKey !== undefined && { deviceKey }),
      ...(device && { device }),
      ...(browserSession !== undefined && { browserSession }),
      ...(redirect && { redirect }),
      revocationId,
    });
    const after = await door.begin(newSessionId, change);
    if (after.sessionId !== newSessionId) {
      background.run(() => revocation.revokeDue(after));
      throw signInSupersededError();
    }
    // So that a guest's identity is linked while it is known; a failing identity pool does not undo the sign-in.
    if (context.identityPool) background.run(() => renewCredentials(false));
    if (device) await devices.confirm();
  };
}
