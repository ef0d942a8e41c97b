import type { BrowserContext } from 'playwright/test';
import { type CredentialsSource, judgeSignature, type SignatureVerdict } from '../api/signature.js';

/** A request that a bucket got, and what it makes of the signature. */
export interface BucketRequest {
  readonly method: string;
  readonly verdict: SignatureVerdict;
}

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': '*, Authorization',
  'Access-Control-Allow-Methods': 'GET, PUT',
};

/**
 * Stands at S3's own address for this context: Amplify's Storage can be pointed to no server that has no certificate. It
 * keeps objects, and takes and gives them where the signature is right.
 */
export async function routeBucket(context: BrowserContext, source: CredentialsSource): Promise<BucketRequest[]> {
  const requests: BucketRequest[] = [];
  const objects = new Map<string, Buffer>();
  await context.route(/^https:\/\/[\w.-]+\.amazonaws\.com\//, async (route) => {
    const request = route.request();
    const method = request.method();
    if (method === 'OPTIONS') return route.fulfill({ status: 204, headers: CORS });
    const { host, pathname, search } = new URL(request.url());
    const body = request.postDataBuffer() ?? Buffer.alloc(0);
    const headers = { ...(await request.allHeaders()), host };
    const verdict = await judgeSignature({ method, path: pathname + search, headers, body }, source);
    requests.push({ method, verdict });
    if (!verdict.ok) return route.fulfill({ status: 403, headers: CORS, body: verdict.reason });
    if (method === 'PUT') objects.set(pathname, body);
    return route.fulfill({ status: 200, headers: CORS, body: objects.get(pathname) ?? '' });
  });
  return requests;
}
