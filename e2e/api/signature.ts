import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Checksum, SourceData } from '@smithy/types';
import type { IssuedCredentials } from '../cognito/identity-pool.js';

/** Who knows the credentials, and the clock of the service that checks them. */
export interface CredentialsSource {
  issuedCredentials(accessKeyId: string): IssuedCredentials | undefined;
  readonly clock: { now(): number };
}

/** One request as it came over the wire. */
export interface SignedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type SignatureVerdict =
  | { readonly ok: true; readonly credentials: IssuedCredentials; readonly service: string; readonly region: string }
  | { readonly ok: false; readonly reason: string };

/** AWS takes a signature for five minutes before and after its time. */
const TOLERANCE_MS = 300_000;

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<key>\w+)\/(?<date>\d{8})\/(?<region>[\w-]+)\/(?<service>[\w-]+)\/aws4_request, SignedHeaders=(?<signed>[\w;-]+), Signature=[0-9a-f]{64}$/;

/** SHA-256, or HMAC where there is a secret: what the signer computes with. */
class Sha256 implements Checksum {
  readonly #hash;
  constructor(secret?: SourceData) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toBuffer(secret));
  }
  update(data: SourceData): void {
    this.#hash.update(toBuffer(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new Error('It is used once.');
  }
}

function toBuffer(data: SourceData): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}

/** `20150830T123600Z` as milliseconds since the epoch. */
function readTime(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

/** What AWS wants to be signed of a request, and nothing in it may be left out. */
function mustBeSigned(name: string): boolean {
  return name === 'host' || name === 'content-type' || name.startsWith('x-amz-');
}

/** S3 encodes each segment of the path once, whatever of it came encoded; the SDK's signer is given that, ready made. */
function s3Path(pathname: string): string {
  const encode = (segment: string) =>
    encodeURIComponent(decodeURIComponent(segment)).replace(
      /[!'()*]/g,
      (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return pathname.split('/').map(encode).join('/');
}

/**
 * Judges a request as an AWS service does: by having the AWS SDK's signer sign what arrived, with the secret that the
 * service knows, and comparing.
 */
export async function judgeSignature(request: SignedRequest, source: CredentialsSource): Promise<SignatureVerdict> {
  const { method, path, headers, body } = request;
  const parts = AUTHORIZATION.exec(headers.authorization ?? '')?.groups;
  if (!parts) return { ok: false, reason: 'no signature' };
  const { key = '', region = '', service = '', signed = '' } = parts;
  const credentials = source.issuedCredentials(key);
  if (!credentials) return { ok: false, reason: 'unknown access key' };
  if (headers['x-amz-security-token'] !== credentials.sessionToken)
    return { ok: false, reason: 'another session token' };
  if (credentials.expiresAt <= source.clock.now()) return { ok: false, reason: 'expired credentials' };
  const time = readTime(String(headers['x-amz-date']));
  if (!(Math.abs(time - source.clock.now()) <= TOLERANCE_MS)) return { ok: false, reason: 'another time' };
  const signedHeaders = signed.split(';');
  const unsigned = Object.keys(headers).find((name) => mustBeSigned(name) && !signedHeaders.includes(name));
  if (unsigned !== undefined) return { ok: false, reason: `${unsigned} is not signed` };

  const { pathname, searchParams, hostname } = new URL(path, `http://${headers.host}`);
  const query = Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
  const signer = new SignatureV4({
    credentials,
    region,
    service,
    sha256: Sha256,
    applyChecksum: false,
    uriEscapePath: service !== 's3',
  });
  const { headers: ours } = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname,
      path: service === 's3' ? s3Path(pathname) : pathname,
      query,
      headers: Object.fromEntries(signedHeaders.map((name) => [name, String(headers[name])])),
      body,
    },
    { signingDate: new Date(time) },
  );
  if (ours['authorization'] !== headers.authorization) return { ok: false, reason: 'another signature' };
  return { ok: true, credentials, service, region };
}
