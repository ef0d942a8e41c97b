import type { SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { operationSupersededError, toAuthError } from './errors.js';
import type { SessionRecord } from './record.js';
import type { Flight } from './single-flight.js';
import { type LiveSignIn, requireLiveSignIn } from './state-of.js';
import { areTokensExpired } from './validity.js';

/** A user waits meanwhile: one request of at most 10 s, and once more where the token turned out to be stale. */
const OPERATION_LIMIT_MS = 20_000;

/** Cognito's words for a token that it does not take any more; other refusals bear the same exception's name. */
const STALE = /access token/i;

/**
 * Runs a task with an access token that is valid now, which leaves the session in no other way. A token that the service
 * calls stale all the same (it was revoked from elsewhere, say) is renewed once and the task repeated; if the renewal then
 * says that the sign-in is over, so does the rejection. The task runs for the sign-in that was there at the call, or at the
 * caller's own look at the record (`of`), and never for one that has taken its place meanwhile. Rejects with an AuthError,
 * `signedOut` where nobody is signed in.
 */
export type WithAccessToken = <T>(
  task: (accessToken: string, signal: AbortSignal, generation: number) => Promise<T>,
  of?: Pick<SessionRecord, 'generation'>,
) => Promise<T>;

export function createWithAccessToken(context: SessionContext, renewTokens: Flight): WithAccessToken {
  const { door, sealer, time } = context;

  async function readSignIn(generation: number): Promise<LiveSignIn> {
    const record = await door.read();
    const signIn = requireLiveSignIn(record);
    if (record.generation !== generation) throw operationSupersededError();
    return signIn;
  }

  async function readToken(generation: number): Promise<string> {
    if (areTokensExpired((await readSignIn(generation)).tokens, time.read())) await renewTokens(false);
    const { tokens } = await readSignIn(generation);
    return (await sealer.unseal(tokens.sealed, 'tokens')).accessToken;
  }

  return async (task, of) => {
    const { generation } = of ?? (await door.read());
    const run = async () => {
      const accessToken = await readToken(generation);
      return await withDeadline(context, 'The operation on the account', OPERATION_LIMIT_MS, (signal) =>
        task(accessToken, signal, generation),
      );
    };
    try {
      return await run();
    } catch (thrown) {
      if (!isStale(thrown)) throw thrown;
      await renewTokens(true);
      return await run();
    }
  };
}

function isStale(thrown: unknown): boolean {
  const { service } = toAuthError(thrown);
  return service?.name === 'NotAuthorizedException' && STALE.test(service.message);
}
