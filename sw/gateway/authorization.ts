import type { AWSCredentials } from '../../shared/session-api.js';
import type { AttachRule, SigV4Scope } from '../config.js';
import type { Owned } from '../session/accessors.js';
import type { Session } from '../session/session.js';
import { signatureHeaders } from './sigv4.js';
import { withHeaders } from './with-headers.js';

/** What authorises the requests that a rule covers, as it is now. */
export interface Authorization {
  /** No other token or key has it: by this one is told from what a renewal brings. */
  readonly id: string;
  /** The session that it is of. */
  readonly sessionId: string;
  /** The request, authorised. `body` takes the place of the request's own, which can be read only once. */
  attachTo(request: Request, body?: ArrayBuffer): Promise<Request>;
}

/** Of the session that is there, or of the one that is named. Rejects with an AuthError where that has nothing valid to authorise with. */
export type Authorize = (rule: AttachRule, sessionId?: string) => Promise<Authorization>;

export function createAuthorize(
  session: Pick<Session, 'getBearerToken' | 'getSigningCredentials'>,
  serverNow: () => number,
): Authorize {
  return async ({ bearer, sigv4 }, sessionId) =>
    sigv4
      ? bySignature(await session.getSigningCredentials(sessionId), sigv4, serverNow)
      : byToken(await session.getBearerToken(bearer, sessionId));
}

function byToken({ value: token, sessionId }: Owned<string>): Authorization {
  return {
    id: token,
    sessionId,
    async attachTo(request, body) {
      const headers = new Headers(request.headers);
      headers.set('Authorization', `Bearer ${token}`);
      return withHeaders(request, { headers, ...(body && { body }) });
    },
  };
}

function bySignature(
  { value: credentials, sessionId }: Owned<AWSCredentials>,
  scope: SigV4Scope,
  serverNow: () => number,
): Authorization {
  return {
    id: credentials.accessKeyId,
    sessionId,
    async attachTo(request, body) {
      const { method, url, redirect } = request;
      const signable = { method, url, headers: headersToSign(request.headers), ...(body && { body }) };
      const headers = new Headers(request.headers);
      const signature = await signatureHeaders(signable, credentials, scope, serverNow());
      for (const [name, value] of signature) headers.set(name, value);
      return withHeaders(request, {
        headers,
        // Browsers take Authorization away from a request that is redirected to another origin, but not X-Amz-Security-Token.
        redirect: redirect === 'follow' ? 'error' : redirect,
        ...(body && { body }),
      });
    },
  };
}

/** What AWS wants to be signed. Anything else may be changed on the way, by the browser to begin with. */
function headersToSign(headers: Headers): Headers {
  return new Headers([...headers].filter(([name]) => name === 'content-type' || name.startsWith('x-amz-')));
}
