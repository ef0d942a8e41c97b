import { AwsV4Signer } from 'aws4fetch';
import type { AWSCredentials } from '../../shared/session-api.js';
import type { SigV4Scope } from '../config.js';

/** What is signed of a request. */
export interface Signable {
  readonly method: string;
  readonly url: string;
  /** Each of them is signed, and `Host` besides. */
  readonly headers: Headers;
  /** Its hash is signed, unless `X-Amz-Content-Sha256` says what to sign instead. */
  readonly body?: ArrayBuffer;
}

/**
 * The headers as they were given, and those that sign the request: `Authorization`, `X-Amz-Date` and
 * `X-Amz-Security-Token`, for `s3` also `X-Amz-Content-Sha256: UNSIGNED-PAYLOAD`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * @param now milliseconds since the epoch on the service's clock, which refuses what is off by more than some minutes.
 */
export async function signatureHeaders(
  { method, url, headers, body }: Signable,
  credentials: Pick<AWSCredentials, 'accessKeyId' | 'secretAccessKey'> & { readonly sessionToken?: string },
  { service, region }: SigV4Scope,
  now: number,
): Promise<Headers> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signer = new AwsV4Signer({
    method,
    url,
    headers,
    accessKeyId,
    secretAccessKey,
    service,
    region,
    datetime: toBasicFormat(now),
    allHeaders: true, // otherwise it would leave out Content-Type, which AWS wants signed where there is one
    ...(body && { body }),
    ...(sessionToken !== undefined && { sessionToken }),
  });
  return (await signer.sign()).headers;
}

/** ISO 8601 without punctuation and fractions: `20150830T123600Z`. */
function toBasicFormat(time: number): string {
  return new Date(time).toISOString().replace(/[:-]|\.\d{3}/g, '');
}
