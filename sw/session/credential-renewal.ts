import { AuthError } from '../../shared/auth-error.js';
import { backoff, backoffAfterThrottling, isThrottling } from './backoff.js';
import type { SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { noGuestAccessError, noIdentityPoolError, toAuthError, uselessAnswerError } from './errors.js';
import { credentialsRenewalFailed, identityDropped, identityObtained } from './identity-changes.js';
import type { IdentityPool, Login } from './ports.js';
import type { Identity, SessionRecord } from './record.js';
import { type Patience, patienceOf, withRetries } from './retry.js';
import { type Flight, singleFlight } from './single-flight.js';
import { isSomebody, requireLiveSignIn } from './state-of.js';
import { areTokensExpired, isDue, isExpired } from './validity.js';

/** The longest that one renewal of the credentials may take, the wait for the lock and the retries included. */
const CREDENTIAL_RENEWAL_LIMIT_MS = 20_000;

/** The known identity may be of no use: it was deleted, or a guest's that the service has linked to somebody meanwhile. */
const IDENTITY_LOST: ReadonlySet<string> = new Set(['ResourceNotFoundException', 'ResourceConflictException']);

/**
 * The renewal of the identity and its AWS credentials, for the signed-in user or for a guest: one at a time for the
 * origin. It does nothing where valid credentials are stored, unless forced. An expired ID token is renewed first, and
 * if that fails the identity pool is not asked. Rejects with an AuthError.
 */
export function createCredentialRenewal(context: SessionContext, renewTokens: Flight): Flight {
  return singleFlight(
    async (forced) => {
      const { identityPool } = context;
      if (!identityPool) throw noIdentityPoolError();
      await renewExpiredTokens(context, renewTokens);
      await withDeadline(context, 'The renewal of the AWS credentials', CREDENTIAL_RENEWAL_LIMIT_MS, (signal) =>
        context.lock.exclusive('credentials', signal, () => renew(context, identityPool, forced, signal)),
      );
    },
    () => context.door.lastSeen()?.generation,
  );
}

async function renewExpiredTokens({ door, time }: SessionContext, renewTokens: Flight): Promise<void> {
  const record = await door.read();
  if (!record.signIn) return;
  if (areTokensExpired(requireLiveSignIn(record).tokens, time.read())) await renewTokens(false);
}

async function renew(
  context: SessionContext,
  identityPool: IdentityPool,
  forced: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { door, time, expiryBufferMs } = context;
  const record = await door.read();
  const login = await readLogin(context, identityPool, record);
  const known = knownIdentity(record, identityPool);
  const stored = known?.kind === kindOf(record) ? known.credentials : undefined;
  if (!forced && stored && !isDue(stored.validity, time.read(), expiryBufferMs)) return;
  const isAhead = !forced && !isExpired(stored?.validity, time.read());
  const patience = patienceOf(record.credentialsFailure, isAhead);
  try {
    await obtain(context, identityPool, record, known, login, signal, patience);
  } catch (thrown) {
    const error = toAuthError(thrown);
    await noteFailure(context, record, error);
    throw isSomebody(record) || !isRefused(error) ? error : noGuestAccessError(error);
  }
}

/** The login for the identity pool; undefined for a guest. Throws where neither is possible. */
async function readLogin(
  { sealer, time }: SessionContext,
  identityPool: IdentityPool,
  record: SessionRecord,
): Promise<Login | undefined> {
  if (record.federation) {
    const { provider, sealed } = record.federation;
    return { provider, token: await sealer.unseal(sealed, 'federation') };
  }
  if (!record.signIn) {
    if (!identityPool.allowGuestAccess) throw noGuestAccessError();
    return undefined;
  }
  const { tokens } = requireLiveSignIn(record);
  if (areTokensExpired(tokens, time.read()))
    throw record.tokensFailure ? new AuthError(record.tokensFailure.error) : uselessAnswerError();
  return { token: (await sealer.unseal(tokens.sealed, 'tokens')).idToken };
}

async function obtain(
  context: SessionContext,
  identityPool: IdentityPool,
  record: SessionRecord,
  known: Identity | undefined,
  login: Login | undefined,
  signal: AbortSignal,
  patience: Patience,
): Promise<void> {
  if (known) {
    try {
      return await obtainCredentials(context, identityPool, record, known.identityId, login, signal, patience);
    } catch (thrown) {
      if (!isLost(toAuthError(thrown), known)) throw thrown;
      await context.door.change(identityDropped({ generation: record.generation, identityId: known.identityId }));
      if (login === undefined && isRefused(toAuthError(thrown))) throw thrown;
    }
  }
  const identityId = await withRetries(context, signal, patience, () => identityPool.getId(login, signal));
  await context.door.change(
    identityObtained({
      generation: record.generation,
      identityPoolId: identityPool.identityPoolId,
      identityId,
      kind: kindOf(record),
    }),
  );
  await obtainCredentials(context, identityPool, record, identityId, login, signal, patience);
}

async function obtainCredentials(
  context: SessionContext,
  identityPool: IdentityPool,
  record: SessionRecord,
  identityId: string,
  login: Login | undefined,
  signal: AbortSignal,
  patience: Patience,
): Promise<void> {
  const answer = await withRetries(context, signal, patience, () =>
    identityPool.getCredentialsForIdentity(identityId, login, signal),
  );
  const { expiration, ...credentials } = answer.credentials;
  const validity = { issuedAt: context.time.read().now, expiresAt: expiration.getTime() };
  const sealed = await context.sealer.seal(credentials, 'credentials');
  await context.door.change(
    identityObtained({
      generation: record.generation,
      identityPoolId: identityPool.identityPoolId,
      identityId: answer.identityId, // where a guest was merged into an older identity, this is that one
      kind: kindOf(record),
      credentials: { sealed, validity },
    }),
  );
}

function kindOf(record: SessionRecord): Identity['kind'] {
  return isSomebody(record) ? 'user' : 'guest';
}

/** The stored identity, unless the app has moved to another identity pool since. */
function knownIdentity(record: SessionRecord, { identityPoolId }: IdentityPool): Identity | undefined {
  return record.identity?.identityPoolId === identityPoolId ? record.identity : undefined;
}

/** Whether to go on without the known identity. */
function isLost(error: AuthError, known: Identity): boolean {
  if (error.service && IDENTITY_LOST.has(error.service.name)) return true;
  // A guest's identity that is refused: to a guest because guests are no longer welcome, to a login because it is another's.
  return known.kind === 'guest' && isRefused(error);
}

function isRefused(error: AuthError): boolean {
  return error.kind === 'notAuthorized';
}

async function noteFailure({ door, time, random }: SessionContext, record: SessionRecord, error: AuthError) {
  const failures = (door.lastSeen()?.credentialsFailure?.count ?? 0) + 1;
  const pause = isThrottling(error) ? backoffAfterThrottling : backoff;
  await door.change(
    credentialsRenewalFailed({
      generation: record.generation,
      error: error.toData(),
      retryAt: time.read().now + pause(failures, random()),
    }),
  );
}
