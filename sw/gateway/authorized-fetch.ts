import type { AttachRule } from '../config.js';
import { toAuthError } from '../session/errors.js';
import type { Session } from '../session/session.js';
import { type Authorization, createAuthorize } from './authorization.js';
import { hasFailed, refusalOf } from './refusal.js';
import { createSucceed } from './renewal.js';
import { prepareBody } from './repeatable-body.js';
import { saysStale } from './stale-answer.js';

export interface AuthorizedFetchOptions {
  readonly session: Pick<Session, 'getBearerToken' | 'getSigningCredentials' | 'renew'>;
  /** The service's clock, in milliseconds since the epoch. */
  readonly serverNow: () => number;
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonicNow: () => number;
}

/** Sends a request that a rule covers. Rejects only where `fetch` itself would. */
export type AuthorizedFetch = (request: Request, rule: AttachRule) => Promise<Response>;

export function createAuthorizedFetch({ session, serverNow, monotonicNow }: AuthorizedFetchOptions): AuthorizedFetch {
  const authorize = createAuthorize(session, serverNow);
  const succeed = createSucceed(session, authorize, monotonicNow);

  return async (request, rule) => {
    let authorization: Authorization;
    try {
      authorization = await authorize(rule);
    } catch (thrown) {
      const error = toAuthError(thrown);
      return hasFailed(error) || rule.whenSignedOut === 'unauthorized'
        ? refusalOf(error, request)
        : await fetch(request);
    }
    const body = await prepareBody(request, isBodySigned(request, rule));
    const response = await fetch(await authorization.attachTo(request, body.bytes));
    if (!(await saysStale(response, rule))) return response;
    const successor = await succeed(rule, authorization);
    const repetition = successor && (await body.again());
    if (!repetition) return response;
    response.body?.cancel().catch(() => {});
    return await fetch(await successor.attachTo(request, repetition.body));
  };
}

/** S3 takes a body that is not signed, and a caller may have given its hash. */
function isBodySigned({ headers }: Request, { sigv4 }: AttachRule): boolean {
  return sigv4 !== undefined && sigv4.service !== 's3' && !headers.has('X-Amz-Content-Sha256');
}
