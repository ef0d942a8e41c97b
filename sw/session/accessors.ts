import { AuthError } from '../../shared/auth-error.js';
import type { AuthUser, AWSCredentials, CognitoTokens } from '../../shared/session-api.js';
import type { SessionContext } from './context.js';
import type { Door } from './door.js';
import { noGuestAccessError, noIdentityPoolError, toAuthError, uselessAnswerError } from './errors.js';
import { readClaims } from './jwt.js';
import type { Sealer } from './ports.js';
import type { Sealed, SessionRecord } from './record.js';
import type { Flight } from './single-flight.js';
import { isSomebody, requireLiveSignIn, requireSession } from './state-of.js';
import { areTokensExpired, isExpired } from './validity.js';

/** A value, and the session that it is of. */
export interface Owned<T> {
  readonly value: T;
  readonly sessionId: string;
}

/**
 * What can be asked of a session: the columns of the session contract's table. Each answers with a value that is valid
 * now, from the store where it can, after a renewal where it must; each rejects with an AuthError. The worker itself asks
 * for credentials and tokens of whichever session is there, which it does not name.
 */
export interface Accessors {
  getUserSub(sessionId: string): Promise<string>;
  getIdentityId(sessionId: string): Promise<string>;
  getCurrentUser(): Promise<AuthUser>;
  credentialsOf(sessionId?: string): Promise<Owned<AWSCredentials>>;
  tokensOf(sessionId?: string): Promise<Owned<CognitoTokens>>;
}

/** What the accessors work with: the store and the service, or the worker's memory. */
export interface AccessorContext extends Pick<SessionContext, 'time' | 'identityPool'> {
  readonly door: Pick<Door, 'read'>;
  readonly sealer: Pick<Sealer, 'unseal'>;
}

export function createAccessors(context: AccessorContext, renewTokens: Flight, renewCredentials: Flight): Accessors {
  const { door, sealer, time, identityPool } = context;

  async function readOwn(sessionId: string | undefined): Promise<SessionRecord> {
    const record = await door.read();
    if (sessionId !== undefined) requireSession(record, sessionId);
    return record;
  }

  /**
   * What `pick` finds in the record, or else finds after a renewal. Where the renewal fails, a value found after all (by
   * another worker, say) is still an answer; a session that ended meanwhile is a better error than the renewal's own. It is
   * one session from the first look to the last, whichever it is.
   */
  async function present<T>(
    sessionId: string | undefined,
    pick: (record: SessionRecord) => T | undefined,
    renew: Flight,
  ): Promise<Owned<T>> {
    const record = await readOwn(sessionId);
    const own = (value: T) => ({ value, sessionId: record.sessionId });
    const found = pick(record);
    if (found !== undefined) return own(found);
    let failure = uselessAnswerError();
    try {
      await renew(false);
    } catch (thrown) {
      failure = toAuthError(thrown);
    }
    const renewed = pick(await readOwn(record.sessionId));
    if (renewed !== undefined) return own(renewed);
    throw failure;
  }

  function requireIdentities(record: SessionRecord): void {
    if (!identityPool) throw noIdentityPoolError();
    if (record.signIn) requireLiveSignIn(record);
    else if (!record.federation && !identityPool.allowGuestAccess) throw noGuestAccessError();
  }

  /** The identity of whoever is there now: a guest's is not yet the user's. */
  function ownIdentity(record: SessionRecord): SessionRecord['identity'] {
    requireIdentities(record);
    const { identity } = record;
    const kind = isSomebody(record) ? 'user' : 'guest';
    return identity?.kind === kind && identity.identityPoolId === identityPool?.identityPoolId ? identity : undefined;
  }

  return {
    async getUserSub(sessionId) {
      return requireLiveSignIn(await readOwn(sessionId)).user.userId;
    },

    async getIdentityId(sessionId) {
      // An identity with credentials is one that the pool has vouched for; without, it may yet refuse the user.
      const vouched = ownIdentity(await readOwn(sessionId));
      if (vouched?.credentials) return vouched.identityId;
      let failure = uselessAnswerError();
      try {
        await renewCredentials(false);
      } catch (thrown) {
        failure = toAuthError(thrown);
      }
      const known = ownIdentity(await readOwn(sessionId));
      if (known && failure.kind !== 'notAuthorized') return known.identityId;
      throw failure;
    },

    async credentialsOf(own) {
      const { value: stored, sessionId } = await present(
        own,
        (record) => {
          const credentials = ownIdentity(record)?.credentials;
          return credentials && !isExpired(credentials.validity, time.read()) ? credentials : undefined;
        },
        renewCredentials,
      );
      const credentials = await sealer.unseal(stored.sealed, 'credentials');
      const { expiresAt } = stored.validity;
      const value = { ...credentials, expiration: new Date(expiresAt), expiresAt: expiresAt - time.read().offsetMs };
      return { value, sessionId };
    },

    async tokensOf(own) {
      const { value: stored, sessionId }: Owned<{ sealed: Sealed<CognitoTokens> }> = await present(
        own,
        (record) => {
          const { tokens } = requireLiveSignIn(record);
          return areTokensExpired(tokens, time.read()) ? undefined : tokens;
        },
        renewTokens,
      );
      const { idToken, accessToken } = await sealer.unseal(stored.sealed, 'tokens');
      return { value: { idToken, accessToken }, sessionId };
    },

    async getCurrentUser() {
      const { user, tokens } = requireLiveSignIn(await door.read());
      const { idToken } = await sealer.unseal(tokens.sealed, 'tokens');
      const claims = readClaims(idToken);
      if (!claims) {
        throw new AuthError({
          kind: 'unknown',
          message: 'The stored ID token cannot be read.',
          recoverySuggestion: 'Call fetchAuthSession({ forceRefresh: true }), which brings a new one.',
        });
      }
      return { ...user, claims };
    },
  };
}
