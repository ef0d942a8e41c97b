import type { SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { toAuthError } from './errors.js';
import type { Flight } from './single-flight.js';
import { requireLiveSignIn } from './state-of.js';
import { areTokensExpired } from './validity.js';

/** A user waits meanwhile: one request of at most 10 s, and once more where the token turned out to be stale. */
const OPERATION_LIMIT_MS = 20_000;

/** Cognito's words for a token that it does not take any more; other refusals bear the same exception's name. */
const STALE = /access token/i;

/**
 * Runs a task with an access token that is valid now, which leaves the session in no other way. A token that the service
 * calls stale all the same (it was revoked from elsewhere, say) is renewed once and the task repeated; if the renewal then
 * says that the sign-in is over, so does the rejection. Rejects with an AuthError, `signedOut` where nobody is signed in.
 */
export type WithAccessToken = <T>(task: (accessToken: string, signal: AbortSignal) => Promise<T>) => Promise<T>;

export function createWithAccessToken(context: SessionContext, renewTokens: Flight): WithAccessToken {
  const { door, sealer, time } = context;

  async function readToken(): Promise<string> {
    if (areTokensExpired(requireLiveSignIn(await door.read()).tokens, time.read())) await renewTokens(false);
    const { tokens } = requireLiveSignIn(await door.read());
    return (await sealer.unseal(tokens.sealed, 'tokens')).accessToken;
  }

  return async (task) => {
    const run = (accessToken: string) =>
      withDeadline(context, 'The operation on the account', OPERATION_LIMIT_MS, (signal) => task(accessToken, signal));
    try {
      return await run(await readToken());
    } catch (thrown) {
      if (!isStale(thrown)) throw thrown;
      await renewTokens(true);
      return await run(await readToken());
    }
  };
}

function isStale(thrown: unknown): boolean {
  const { service } = toAuthError(thrown);
  return service?.name === 'NotAuthorizedException' && STALE.test(service.message);
}
