import { log } from './event-log.js';
import { nameOf } from './words.js';

/** Calls the protected API as any app would, and tells what left the page and what arrived. */
export async function callApi(api: string): Promise<void> {
  const request = new Request(`${api}/v1/orders`);
  const sent = request.headers.has('Authorization')
    ? 'with an Authorization header'
    : 'without an Authorization header';
  let response: Response;
  try {
    response = await fetch(request);
  } catch {
    log('error', 'The API could not be reached', `The page sent GET /v1/orders ${sent}.`);
    return;
  }
  if (response.ok) {
    const { orders, caller } = (await response.json()) as { orders: readonly unknown[]; caller: string };
    const seen = `The API saw ${nameOf(caller)}’s access token, which the worker had added, and answered with ${orders.length} orders.`;
    log(
      'api',
      `The API knows ${nameOf(caller)} (status ${response.status})`,
      `The page sent GET /v1/orders ${sent}. ${seen}`,
    );
  } else {
    const seen =
      response.status === 401
        ? 'No valid token came with it: nobody is signed in, or the token has run out.'
        : await response.text();
    log('error', `The API refused (status ${response.status})`, `The page sent GET /v1/orders ${sent}. ${seen}`);
  }
}
