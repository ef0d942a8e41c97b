import { describe, expect, test, vi } from 'vitest';
import { saysStale } from './stale-answer.js';

const SIGNED = { sigv4: { service: 'execute-api', region: 'eu-west-1' } };
const json = (message: string) => JSON.stringify({ message });

describe.each<[string, boolean, number, Record<string, string>, string, { sigv4?: typeof SIGNED.sigv4 }]>([
  ['RFC 6750', true, 401, { 'WWW-Authenticate': 'Bearer realm="x", error="invalid_token"' }, '', {}],
  ['an HTTP API', true, 401, { 'WWW-Authenticate': 'Bearer scope="" error="invalid_token"' }, json('Unauthorized'), {}],
  ["a REST API's Cognito authorizer", true, 401, {}, json('The incoming token has expired'), {}],
  ['AppSync', true, 401, {}, '{"errors":[{"errorType":"UnauthorizedException","message":"Token has expired."}]}', {}],
  ['a library', true, 401, {}, 'jwt expired', {}],
  ['a lack of scope', false, 401, { 'WWW-Authenticate': 'Bearer error="insufficient_scope"' }, '', {}],
  ['a lack of a token', false, 401, { 'WWW-Authenticate': 'Bearer' }, json('Unauthorized'), {}],
  ['an expired subscription', false, 401, {}, json('Your subscription has expired.'), {}],
  ['another status', false, 403, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }, 'token expired', {}],
  ['success', false, 200, {}, 'token expired', {}],
  ['words that come too late', false, 401, {}, `${' '.repeat(100_000)}jwt expired`, {}],
  ["IAM's exception by its name", true, 403, { 'x-amzn-ErrorType': 'ExpiredTokenException' }, '', SIGNED],
  ['IAM', true, 403, {}, json('The security token included in the request is expired'), SIGNED],
  ['S3', true, 400, {}, '<Error><Code>ExpiredToken</Code></Error>', SIGNED],
  ['a signature that is wrong', false, 403, {}, json('The request signature we calculated does not match'), SIGNED],
  ['a token that a signed request does not bear', false, 401, {}, 'jwt expired', SIGNED],
])('%s', (_, isStale, status, headers, body, rule) => {
  test(isStale ? 'says that it is stale' : 'says something else', async () => {
    const response = new Response(body, { status, headers });
    expect(await saysStale(response, rule)).toBe(isStale);
    expect(await response.text()).toBe(body); // left to the page
  });
});

test('an answer whose words never come is not waited for', async () => {
  vi.useFakeTimers();
  const judged = saysStale(new Response(new ReadableStream(), { status: 401 }), {});
  await vi.advanceTimersByTimeAsync(2_000);
  await expect(judged).resolves.toBe(false);
  vi.useRealTimers();
});
