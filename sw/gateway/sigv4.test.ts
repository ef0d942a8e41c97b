import { SignatureV4 } from '@smithy/signature-v4';
import type { Checksum, SourceData } from '@smithy/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signatureHeaders } from './sigv4.js';
import { AWS_TEST_SUITE, S3_EXAMPLES } from './testing/sigv4-vectors.js';

const bytesOf = (text: string) => new TextEncoder().encode(text).buffer;

describe.each([
  ["AWS's test suite", AWS_TEST_SUITE],
  ['the examples for S3', S3_EXAMPLES],
])('%s', (_, { credentials, scope, time, vectors }) => {
  test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', async (_name, vector) => {
    const { method, url, body, sessionToken, signedHeaders, signature } = vector;
    const headers = await signatureHeaders(
      {
        method,
        url,
        headers: new Headers(vector.headers?.map(([...pair]) => pair)),
        ...(body && { body: bytesOf(body) }),
      },
      { ...credentials, ...(sessionToken && { sessionToken }) },
      scope,
      Date.parse(time),
    );
    const date = time.slice(0, 10).replaceAll('-', '');
    const credential = `${credentials.accessKeyId}/${date}/${scope.region}/${scope.service}/aws4_request`;
    expect(headers.get('Authorization')).toBe(
      `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    );
    expect(headers.get('X-Amz-Security-Token')).toBe(sessionToken ?? null);
  });
});

test('S3 is told that the body is not signed, unless the caller gives its hash', async () => {
  const { credentials, scope, time } = S3_EXAMPLES;
  const sign = (headers: Headers) =>
    signatureHeaders(
      { method: 'PUT', url: 'https://b.s3.amazonaws.com/k', headers },
      credentials,
      scope,
      Date.parse(time),
    );
  expect((await sign(new Headers())).get('X-Amz-Content-Sha256')).toBe('UNSIGNED-PAYLOAD');
  expect((await sign(new Headers({ 'X-Amz-Content-Sha256': 'abc' }))).get('X-Amz-Content-Sha256')).toBe('abc');
});

/** What the AWS SDK's signer asks for: SHA-256, or HMAC where it is given a secret. */
class Sha256 implements Checksum {
  readonly #secret: SourceData | undefined;
  #data: Uint8Array<ArrayBuffer>[] = [];
  constructor(secret?: SourceData) {
    this.#secret = secret;
  }
  update(data: SourceData): void {
    this.#data.push(toBytes(data));
  }
  async digest(): Promise<Uint8Array> {
    const data = await new Blob(this.#data).arrayBuffer();
    if (this.#secret === undefined) return new Uint8Array(await crypto.subtle.digest('SHA-256', data));
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey('raw', toBytes(this.#secret), algorithm, false, ['sign']);
    return new Uint8Array(await crypto.subtle.sign('HMAC', key, data));
  }
  reset(): void {
    this.#data = [];
  }
}

function toBytes(data: SourceData): Uint8Array<ArrayBuffer> {
  if (typeof data === 'string') return new TextEncoder().encode(data);
  return new Uint8Array(
    ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : data,
  );
}

test("the AWS SDK's own signer arrives at the same signature for any path, query and body", async () => {
  const credentials = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret/+key', sessionToken: 'token//+==' };
  const time = Date.parse('2026-02-28T23:59:59Z');
  const piece = fc.oneof(
    fc.constantFrom('a b', 'é', '100%', "!'()*", '$&@:;,=', '~', '+', '..', '🔑'),
    fc.string({ minLength: 1, maxLength: 8 }),
  );
  const requests = fc.record({
    path: fc.array(piece, { maxLength: 4 }),
    query: fc.dictionary(piece, fc.oneof(piece, fc.constant('')), { maxKeys: 3 }),
    body: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
    service: fc.constantFrom('execute-api', 'appsync', 'lambda'),
  });
  await fc.assert(
    fc.asyncProperty(requests, async ({ path, query, body, service }) => {
      const scope = { service, region: 'eu-west-1' };
      const url = new URL(`https://api.example.com/${path.map(encodeURIComponent).join('/')}`);
      for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
      const method = body === undefined ? 'GET' : 'POST';
      const type = { 'content-type': 'application/json; charset=utf-8' };
      const ours = await signatureHeaders(
        { method, url: url.href, headers: new Headers(type), ...(body !== undefined && { body: bytesOf(body) }) },
        credentials,
        scope,
        time,
      );
      const signer = new SignatureV4({ credentials, ...scope, sha256: Sha256, applyChecksum: false });
      const theirs = await signer.sign(
        {
          method,
          protocol: 'https:',
          hostname: url.hostname,
          path: url.pathname,
          query,
          headers: { ...type, host: url.host },
          ...(body !== undefined && { body }),
        },
        { signingDate: new Date(time) },
      );
      expect(ours.get('Authorization')).toBe(theirs.headers['authorization']);
    }),
    { numRuns: 300 },
  );
});
