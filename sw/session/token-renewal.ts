import { AuthError } from '../../shared/auth-error.js';
import { isAttemptPending } from './attempt.js';
import { backoff, backoffAfterThrottling, isThrottling } from './backoff.js';
import { type Change, sessionEnded, type TokensInUse } from './changes.js';
import type { SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { deviceDropped } from './device-changes.js';
import { deviceKeyOfTokens } from './devices.js';
import { endsSession } from './ending.js';
import { anotherUserError, noUserPoolError, toAuthError } from './errors.js';
import { readUser, readValidities, readValidity } from './jwt.js';
import {
  DeviceRefused,
  type RefreshedTokens,
  type RefreshOperation,
  UnsupportedOperation,
  type UserPool,
  type UserPoolTokens,
} from './ports.js';
import { pendingConfirmation } from './present-device.js';
import type { SessionRecord } from './record.js';
import { attemptBegun, refreshOperationLearnt, tokensRenewalFailed, tokensRenewed } from './renewal-changes.js';
import { type Patience, patienceOf, withRetries } from './retry.js';
import { type Flight, singleFlight } from './single-flight.js';
import { requireLiveSignIn } from './state-of.js';
import { areTokensDue, areTokensExpired } from './validity.js';

/**
 * The longest that one renewal of the tokens may take, its wait for the lock and its retries included. With the
 * credentials' renewal after it, an event stays under the 60 s for which Firefox lets it run.
 */
const TOKEN_RENEWAL_LIMIT_MS = 20_000;

/**
 * The renewal of the user pool's tokens: one at a time for the origin, by a Web Lock, and one for all calls of this
 * worker. It does nothing where nothing is due, unless forced or unless the answer to an earlier refresh was lost.
 * Rejects with an AuthError.
 */
export function createTokenRenewal(context: SessionContext): Flight {
  const unstored: Unstored = { change: undefined };
  return singleFlight(
    (forced) =>
      withDeadline(context, 'The renewal of the tokens', TOKEN_RENEWAL_LIMIT_MS, (signal) =>
        context.lock.exclusive('tokens', signal, async () => {
          // Where tokens are rotated nobody else has the live one: it is stored before anything else is sent.
          if (unstored.change) await context.door.change(unstored.change);
          unstored.change = undefined;
          await renew(context, forced, signal, unstored);
        }),
      ),
    () => context.door.lastSeen()?.generation,
  );
}

/** What a refresh has brought that the database has not taken yet. */
interface Unstored {
  change: Change | undefined;
}

async function renew(context: SessionContext, forced: boolean, signal: AbortSignal, unstored: Unstored): Promise<void> {
  const { door, time, sealer, userPool, expiryBufferMs } = context;
  if (!userPool) throw noUserPoolError();
  const record = await door.read();
  const { tokens, user } = requireLiveSignIn(record);
  const reading = time.read();
  if (!forced && !isAttemptPending(record, reading) && !areTokensDue(tokens, reading, expiryBufferMs)) return;

  const inUse: TokensInUse = { generation: record.generation, tokensVersion: tokens.version };
  let refreshToken: string;
  try {
    ({ refreshToken } = await sealer.unseal(tokens.sealed, 'tokens'));
  } catch (thrown) {
    const error = toAuthError(thrown);
    // A key that is gone is gone for good; a database that fails to give it, or a newer worker that has it, is not.
    if (error.kind !== 'sessionExpired') throw error;
    return await end(context, inUse, error);
  }

  // From here until the answer is stored, whoever finds the attempt knows that the token may have been rotated.
  const begun = await door.change(attemptBegun({ ...inUse, id: context.uniqueId(), startedAt: reading.now }));
  if (begun.after === begun.before) return await checkSuperseded(context);

  // One try whose outcome is unknown is enough, be it a repetition's or a dead worker's: a later refusal does not undo it,
  // but is none itself, so that the grace period still counts from the earlier one. A try counts from its failure: a machine
  // that sleeps in the middle of it may send it late.
  let uncertainSince = isAttemptPending(record, reading) ? record.attempt?.startedAt : undefined;
  const watched: Pick<UserPool, 'refresh'> = {
    async refresh(...request) {
      try {
        return await userPool.refresh(...request);
      } catch (thrown) {
        if (isOutcomeUnknown(thrown)) uncertainSince = time.read().now;
        throw thrown;
      }
    },
  };

  const sentAt = time.moment();
  const areExpired = areTokensExpired(tokens, reading);
  const patience = patienceOf(record.tokensFailure, !forced && !areExpired);
  let refreshed: RefreshedTokens;
  try {
    refreshed = await refreshOnDevice(context, watched, refreshToken, record, signal, patience);
    if (readUser(refreshed.idToken).userId !== user.userId) throw anotherUserError();
  } catch (thrown) {
    const error = toAuthError(thrown);
    // The pool refuses whatever is asked for a device that has yet to be confirmed, which takes tokens that are still valid.
    const isRefusedYet = !areExpired && pendingConfirmation(record);
    if (endsSession(error) && !isRefusedYet) return await end(context, inUse, error);
    return await fail(context, inUse, error, isOutcomeUnknown(error) ? time.read().now : uncertainSince);
  }
  time.observe(readValidity(refreshed.accessToken)?.issuedAt, sentAt);
  await store(context, inUse, refreshToken, refreshed, unstored);
}

/** The tokens of a device are renewed under its key. Where the pool has forgotten the device it is dropped, and has no say in it. */
async function refreshOnDevice(
  context: SessionContext,
  userPool: Pick<UserPool, 'refresh'>,
  refreshToken: string,
  record: SessionRecord,
  signal: AbortSignal,
  patience: Patience,
): Promise<RefreshedTokens> {
  const by = (operation: RefreshOperation | undefined, deviceKey?: string) =>
    refresh(context, userPool, refreshToken, operation, signal, patience, deviceKey);
  try {
    return await by(record.refreshOperation, deviceKeyOfTokens(record));
  } catch (thrown) {
    if (!(thrown instanceof DeviceRefused)) throw thrown;
    const { after } = await context.door.change(deviceDropped(thrown.deviceKey));
    return await by(after.refreshOperation);
  }
}

/** One refresh with its retries, by the operation that this pool is known to understand. */
async function refresh(
  context: SessionContext,
  userPool: Pick<UserPool, 'refresh'>,
  refreshToken: string,
  known: RefreshOperation | undefined,
  signal: AbortSignal,
  patience: Patience,
  deviceKey: string | undefined,
): Promise<RefreshedTokens> {
  const by = (operation: RefreshOperation) =>
    withRetries(context, signal, patience, () => userPool.refresh(refreshToken, operation, signal, deviceKey));
  if (known === 'REFRESH_TOKEN_AUTH') {
    try {
      return await by('REFRESH_TOKEN_AUTH');
    } catch (thrown) {
      // The flow was switched off, or rotation on, since we learnt: ask the modern way from now on.
      if (!isFlowRefused(thrown)) throw thrown;
      await context.door.change(refreshOperationLearnt(undefined));
    }
  }
  try {
    return await by('GetTokensFromRefreshToken');
  } catch (thrown) {
    if (!(thrown instanceof UnsupportedOperation)) throw thrown;
    const refreshed = await by('REFRESH_TOKEN_AUTH');
    await context.door.change(refreshOperationLearnt('REFRESH_TOKEN_AUTH'));
    return refreshed;
  }
}

function isFlowRefused(thrown: unknown): boolean {
  return (
    thrown instanceof UnsupportedOperation ||
    (thrown instanceof AuthError && thrown.service?.name === 'InvalidParameterException')
  );
}

async function store(
  { door, sealer, uniqueId }: SessionContext,
  inUse: TokensInUse,
  sentRefreshToken: string,
  refreshed: RefreshedTokens,
  unstored: Unstored,
): Promise<void> {
  const tokens: UserPoolTokens = { ...refreshed, refreshToken: refreshed.refreshToken ?? sentRefreshToken };
  unstored.change = tokensRenewed({
    ...inUse,
    tokens: { sealed: await sealer.seal(tokens, 'tokens'), ...readValidities(tokens) },
    rotated: tokens.refreshToken !== sentRefreshToken,
    revocationId: uniqueId(),
  });
  const update = await door.change(unstored.change);
  unstored.change = undefined;
  requireLiveSignIn(update.after);
}

async function end({ door }: SessionContext, inUse: TokensInUse, reason: AuthError): Promise<void> {
  const { after } = await door.change(sessionEnded({ ...inUse, reason: reason.toData() }));
  requireLiveSignIn(after); // throws, unless newer tokens are there
}

async function fail(
  context: SessionContext,
  inUse: TokensInUse,
  error: AuthError,
  uncertainSince: number | undefined,
): Promise<never> {
  const { door, time, random } = context;
  const failures = (door.lastSeen()?.tokensFailure?.count ?? 0) + 1;
  // An answer that may have been lost has to be asked for within the grace period, throttled or not.
  const pause = isThrottling(error) && uncertainSince === undefined ? backoffAfterThrottling : backoff;
  await door.change(
    tokensRenewalFailed({
      ...inUse,
      error: error.toData(),
      retryAt: time.read().now + pause(failures, random()),
      uncertainSince,
    }),
  );
  throw error;
}

/** A definite refusal was not carried out. A lost answer, or a server's failure half-way, may have been. */
function isOutcomeUnknown(thrown: unknown): boolean {
  if (thrown instanceof UnsupportedOperation || thrown instanceof DeviceRefused) return false;
  const error = toAuthError(thrown);
  return error.code === 'network' || error.code === 'other' || error.kind === 'unknown';
}

/** The record changed between our reading it and the attempt: if somebody is still signed in, it has newer tokens. */
async function checkSuperseded({ door }: SessionContext): Promise<void> {
  requireLiveSignIn(await door.read());
}
