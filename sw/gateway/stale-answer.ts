import type { AttachRule } from '../config.js';

/** An answer that says so does it in its first words. In characters. */
const LONGEST_LOOK = 4_096;

/** How long to wait for those words, in ms: the answer to the page must not hang on a body that never comes. */
const LOOK_TIMEOUT_MS = 2_000;

/** RFC 6750, section 3.1: what a resource server answers to a token that has expired or was revoked. */
const INVALID_TOKEN = /\berror="?invalid_token\b/i;

/**
 * The same in the body, for the header can be read only where the API exposes it to the origin. API Gateway says "The
 * incoming token has expired", AppSync "Token has expired.", many a library "jwt expired".
 */
const TOKEN_EXPIRED = /\binvalid_token\b|\b(?:token|jwt)\b.{0,30}\b(?:expired|revoked)\b|\bexpired\b.{0,30}\btoken\b/is;

/** AWS's exception, by its name or in its words: "The security token included in the request is expired". */
const CREDENTIALS_EXPIRED = /\bExpiredToken|security token included in the request (?:is|has) expired/i;

/** A request is not carried out with these where it bears expired credentials; which one it is depends on the service. */
const SIGNATURE_REFUSED: ReadonlySet<number> = new Set([400, 401, 403]);

/** Whether the API refuses the request because what it bore is stale, and for no other reason. The answer stays unread. */
export async function saysStale(response: Response, { sigv4 }: Pick<AttachRule, 'sigv4'>): Promise<boolean> {
  if (!(sigv4 ? SIGNATURE_REFUSED.has(response.status) : response.status === 401)) return false;
  const { headers } = response;
  if (sigv4) {
    return (
      CREDENTIALS_EXPIRED.test(headers.get('x-amzn-ErrorType') ?? '') ||
      CREDENTIALS_EXPIRED.test(await firstWords(response))
    );
  }
  return INVALID_TOKEN.test(headers.get('WWW-Authenticate') ?? '') || TOKEN_EXPIRED.test(await firstWords(response));
}

/** The beginning of the body, read from a copy. */
async function firstWords(response: Response): Promise<string> {
  const reader = response.clone().body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<{ readonly done: true }>((resolve) => {
    timer = setTimeout(resolve, LOOK_TIMEOUT_MS, { done: true });
  });
  try {
    while (text.length < LONGEST_LOOK) {
      const read = await Promise.race([reader.read(), late]);
      if (read.done) break;
      text += decoder.decode(read.value, { stream: true });
    }
  } catch {
    // It broke off: the page will see that for itself.
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {}); // settles only once the page has had the other copy
  }
  return text.slice(0, LONGEST_LOOK);
}
