import { AuthError } from '../../shared/auth-error.js';
import type { AttachRule } from '../config.js';
import type { Session } from '../session/session.js';
import { tendAndSettle } from '../session/tend-and-settle.js';
import { type AttachRules, matchRule } from './attach-rule.js';
import type { AuthorizedFetch } from './authorized-fetch.js';

export interface FetchListenerOptions {
  readonly rules: AttachRules;
  readonly authorizedFetch: AuthorizedFetch;
  readonly session: Pick<Session, 'tend' | 'settled'>;
  /** Told of what can only be a developer's mistake; absent in production. */
  readonly reportMistake: ((error: AuthError) => void) | undefined;
}

/** Authorises the requests that a rule covers and that can bear it, and leaves every other one to the browser. */
export function createFetchListener(options: FetchListenerOptions): (event: FetchEvent) => void {
  const { rules, authorizedFetch, session, reportMistake } = options;
  const reported = new Set<AttachRule>();

  return (event) => {
    const { request } = event;
    const rule = matchRule(rules, request);
    if (!rule) return;
    if (request.mode === 'no-cors' && !reported.has(rule)) {
      reported.add(rule);
      reportMistake?.(noCorsError(request, rule));
    }
    if (!canBear(request, rule)) return;
    const response = authorizedFetch(request, rule);
    event.respondWith(response);
    event.waitUntil(tendAndSettle(session, response));
  };
}

/** A navigation and a no-cors request cannot bear the header. A caller that authorises by itself means to. */
function canBear({ mode, headers, url }: Request, { sigv4, overrideAuthorization = false }: AttachRule): boolean {
  if (mode === 'navigate' || mode === 'no-cors') return false;
  const isAuthorised = headers.has('Authorization') || (sigv4 !== undefined && isPresigned(url));
  return overrideAuthorization || !isAuthorised;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html: AWS refuses a request with two signatures. */
function isPresigned(url: string): boolean {
  return new URL(url).searchParams.has('X-Amz-Signature');
}

function noCorsError({ url, destination }: Request, rule: AttachRule): AuthError {
  const { origin, pathname } = new URL(url);
  return new AuthError({
    kind: 'configuration',
    message: `A no-cors request${destination && ` (${destination})`} to ${origin}${pathname} goes out without authorization, although the rule for ${rule.url} covers it: browsers take the Authorization header away from such a request.`,
    recoverySuggestion:
      "Leave out mode: 'no-cors', or set the element's crossorigin attribute, and let the API allow the header by name; or narrow the rule.",
  });
}
