import { type ByRedirect, signedIn } from './changes.js';
import type { SessionContext } from './context.js';
import { signInSupersededError } from './errors.js';
import { readUser, readValidities, readValidity } from './jwt.js';
import type { UserPoolTokens } from './ports.js';
import type { Revocation } from './revocation.js';
import type { Flight } from './single-flight.js';

/**
 * Makes whoever the tokens belong to the signed-in user, unless somebody signed in or out since `generation`: then the
 * refresh token is revoked, and it rejects with `invalidState`. A sign-in by managed login says so, and how it ended.
 */
export type Establish = (generation: number, tokens: UserPoolTokens, redirect?: ByRedirect) => Promise<void>;

export function createEstablish(context: SessionContext, renewCredentials: Flight, revocation: Revocation): Establish {
  const { door, sealer, time, background, uniqueId } = context;

  return async (generation, tokens, redirect) => {
    const user = readUser(tokens.idToken);
    const issuedAt = readValidity(tokens.accessToken)?.issuedAt;
    if (issuedAt !== undefined) time.observe(issuedAt);
    const newSessionId = uniqueId();
    const sealed = await sealer.seal(tokens, 'tokens');
    const browserSession = await context.policies.bind();
    const { after } = await door.change(
      signedIn({
        generation,
        newSessionId,
        user,
        tokens: { sealed, ...readValidities(tokens) },
        now: time.read().now,
        ...(browserSession !== undefined && { browserSession }),
        ...(redirect && { redirect }),
        revocationId: uniqueId(),
      }),
    );
    if (after.sessionId !== newSessionId) {
      background.run(() => revocation.revokeDue(after));
      throw signInSupersededError();
    }
    // So that a guest's identity is linked while it is known; a failing identity pool does not undo the sign-in.
    if (context.identityPool) background.run(() => renewCredentials(false));
  };
}
