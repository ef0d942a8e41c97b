import type { AttachRule } from '../config.js';

/** An {@link AttachRule} taken apart, ready to be compared with. */
export interface CompiledAttachRule {
  readonly rule: AttachRule;
  readonly protocol: string;
  /** Name and port. */
  readonly host: string;
  /** The path without a slash at its end: empty for a whole origin. */
  readonly path: string;
}

/** Rules in the order in which they are tried. */
export type AttachRules = readonly CompiledAttachRule[];

/** Compiles checked rules. Of two that cover a request the one with the longer path shall win, so it comes first. */
export function compileAttachRules(rules: readonly AttachRule[]): AttachRules {
  return rules
    .map((rule) => {
      const { protocol, host, pathname } = new URL(rule.url);
      return { rule, protocol, host, path: pathname.replace(/\/+$/, '') };
    })
    .sort((one, other) => other.path.length - one.path.length);
}

/**
 * The rule that covers a request, if any: one of its methods, the same scheme, host and port, and the rule's path or one
 * below it by whole segments. `https://api.example.com/v1/` covers `/v1`, `/v1/` and `/v1/orders?open`, not `/v10`, not
 * `https://api.example.com.evil.net/v1/`, and not `/v1/..%2fadmin`, which a server may take for `/admin`.
 *
 * `url` is absolute and `method` normalised, as a `Request` gives them.
 */
export function matchRule(
  rules: AttachRules,
  { url, method }: { readonly url: string; readonly method: string },
): AttachRule | undefined {
  const target = parse(url);
  if (target === undefined) return undefined;
  const { protocol, host, pathname, username, password } = target;
  if (username !== '' || password !== '' || mayClimb(pathname)) return undefined;
  // Not by `origin`: a blob: URL has that of the page it was made in.
  return rules.find(
    (it) =>
      it.protocol === protocol &&
      it.host === host &&
      isBelow(pathname, it.path) &&
      (it.rule.methods?.includes(method) ?? true),
  )?.rule;
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

function isBelow(pathname: string, path: string): boolean {
  return pathname === path || pathname.startsWith(`${path}/`);
}

/**
 * `.` or `..` between slashes; a semicolon starts parameters of the segment, which some servers strip first. Or a lead byte
 * that UTF-8 never has: lax decoders take `%c0%ae` for a dot and `%c0%af` for a slash.
 */
const CLIMBING = /[/\\]\.\.?(?:[/\\;]|$)|%c[01]/i;

/** What needs more decodings than these is not meant to be read. */
const MOST_DECODINGS = 9;

/**
 * Whether a server that decodes the path, once or several times over, could arrive at a dot segment in it. The URL parser
 * has already resolved the segments that are not hidden behind an encoded slash or behind a second encoding. Every
 * character counts, for `%2%65` is `%2e` first.
 */
function mayClimb(pathname: string): boolean {
  let decoded = pathname;
  for (let times = 0; times < MOST_DECODINGS; times++) {
    const encoded = decoded;
    decoded = encoded.replace(/%[0-7][\da-f]/gi, decodeURIComponent);
    if (decoded === encoded) return CLIMBING.test(decoded);
  }
  return true;
}
