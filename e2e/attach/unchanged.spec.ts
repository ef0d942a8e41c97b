import { createHash } from 'node:crypto';
import { expect } from '../harness/fixtures.js';
import { test } from './fixtures.js';

const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;

test.describe('an authorised request arrives as the page made it,', { tag: '@core' }, () => {
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    test(`by ${method}, and the page's own Request bears no token`, async ({ tab, witness }) => {
      const own = await tab.evaluate(
        async ({ url, verb }) => {
          const request = new Request(url, { method: verb, headers: { 'X-Test': 'a, b' } });
          const response = await fetch(request);
          return {
            ok: response.ok,
            url: response.url,
            headers: [...request.headers.keys()],
            answered: [...response.headers.values()].join(),
          };
        },
        { url: `${witness.url}/v1/things?a=1&b=%20`, verb: method },
      );
      expect(own).toMatchObject({ ok: true, url: `${witness.url}/v1/things?a=1&b=%20`, headers: ['x-test'] });
      expect(own.answered).not.toContain('eyJ');
      const { bearer, path, headers, ...request } = witness.only('/v1/things');
      expect(bearer).toMatch(JWT);
      expect(path).toBe('/v1/things?a=1&b=%20');
      expect(headers['x-test']).toBe('a, b');
      expect(request).toMatchObject({ method, body: Buffer.alloc(0) });
    });
  }

  test('with a body of five million random bytes (oidc-client #1478)', async ({ tab, witness }) => {
    const digest = await tab.evaluate(async (url) => {
      const bytes = new Uint8Array(5_000_000);
      for (let at = 0; at < bytes.length; at += 50_000) crypto.getRandomValues(bytes.subarray(at, at + 50_000));
      await fetch(url, { method: 'PUT', body: new Blob([bytes], { type: 'application/octet-stream' }) });
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    }, `${witness.url}/v1/blob`);
    const { bearer, body, headers } = witness.only('/v1/blob');
    expect(bearer).toMatch(JWT);
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['content-length']).toBe('5000000');
    expect(createHash('sha256').update(body).digest('hex')).toBe(digest);
  });

  test('with a body of every other kind', async ({ tab, witness }) => {
    await tab.evaluate(async (base) => {
      const form = new FormData();
      form.set('title', 'Notes by the Translator – G');
      form.set('file', new File([new Uint8Array([0, 255, 13, 10, 45, 45])], 'böse".bin', { type: 'image/png' }));
      const bodies: Record<string, BodyInit> = {
        text: 'a text – with a dash',
        form,
        parameters: new URLSearchParams({ a: '1 2', b: '&' }),
        buffer: new Uint8Array([0, 1, 254, 255]).buffer,
        empty: '',
      };
      for (const [name, body] of Object.entries(bodies)) await fetch(`${base}/${name}`, { method: 'POST', body });
    }, `${witness.url}/v1`);
    for (const { bearer } of witness.requests) expect(bearer).toMatch(JWT);

    const text = witness.only('/v1/text');
    expect(text.body.toString()).toBe('a text – with a dash');
    expect(text.headers['content-type']).toBe('text/plain;charset=UTF-8');
    const parameters = witness.only('/v1/parameters');
    expect(parameters.body.toString()).toBe('a=1+2&b=%26');
    expect(parameters.headers['content-type']).toBe('application/x-www-form-urlencoded;charset=UTF-8');
    expect([...witness.only('/v1/buffer').body]).toEqual([0, 1, 254, 255]);
    expect(witness.only('/v1/empty').body).toHaveLength(0);

    const form = witness.only('/v1/form');
    const boundary = /^multipart\/form-data; ?boundary=(.+)$/.exec(form.headers['content-type'] ?? '')?.[1];
    expect(boundary).toBeDefined();
    const parts = form.body.toString('latin1').split(`--${boundary}`);
    expect(parts).toHaveLength(4); // before, two parts, after
    expect(form.body.toString()).toContain('Notes by the Translator – G');
    expect(parts[2]).toContain('Content-Type: image/png');
    expect(parts[2]).toContain('\r\n\r\n\x00\xff\r\n--\r\n');
  });

  test('when XMLHttpRequest makes it, and when EventSource does', async ({ tab, witness }) => {
    const heard = await tab.evaluate(async (base) => {
      const status = await new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open('POST', `${base}/xhr`);
        request.setRequestHeader('X-Test', 'x');
        request.onload = () => resolve(request.status);
        request.onerror = () => reject(new Error('the request failed'));
        request.send('body');
      });
      const data = await new Promise((resolve, reject) => {
        const source = new EventSource(`${base}/events`);
        source.onerror = () => reject(new Error('the event source failed'));
        source.onmessage = (event) => {
          source.close();
          resolve(event.data);
        };
      });
      return [status, data];
    }, `${witness.url}/v1`);
    expect(heard).toEqual([200, 'hello']);
    expect(witness.only('/v1/xhr')).toMatchObject({ body: Buffer.from('body'), bearer: expect.stringMatching(JWT) });
    expect(witness.only('/v1/events').bearer).toMatch(JWT);
  });

  test('and its answer reaches the page part by part', async ({ tab, witness }) => {
    const first = await tab.evaluate(async (url) => {
      const { body } = await fetch(url);
      if (!body) throw new Error('there is no body');
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      Object.assign(window, { reader });
      return (await reader.read()).value;
    }, `${witness.url}/v1/stream`);
    expect(first).toBe('first ');
    witness.finish();
    const second = await tab.evaluate(async () => {
      const reader: ReadableStreamDefaultReader<string> = Reflect.get(window, 'reader');
      return (await reader.read()).value;
    });
    expect(second).toBe('second');
    expect(witness.only('/v1/stream').bearer).toMatch(JWT);
  });

  test('and when the page gives it up, the page knows at once', async ({ tab, witness }) => {
    const name = tab.evaluate(async (url) => {
      const giveUp = new AbortController();
      Object.assign(window, { giveUp });
      return await fetch(url, { signal: giveUp.signal }).then(
        () => 'answered',
        (error: Error) => error.name,
      );
    }, `${witness.url}/v1/hang`);
    await witness.hanging;
    // The server is not told: neither engine tells a service worker that a request it is answering was given up.
    await tab.evaluate(() => Reflect.get(window, 'giveUp').abort());
    expect(await name).toBe('AbortError');
  });

  test('and when the page gives up the answer half-way, the server learns that', async ({
    tab,
    witness,
    browserName,
  }) => {
    test.skip(browserName !== 'chromium', 'Firefox reads an answer to its end whatever the worker does');
    const name = await tab.evaluate(async (url) => {
      const giveUp = new AbortController();
      const { body } = await fetch(url, { signal: giveUp.signal });
      const reader = body?.getReader();
      await reader?.read();
      giveUp.abort();
      return await reader?.read().then(
        () => 'answered',
        (error: Error) => error.name,
      );
    }, `${witness.url}/v1/stream`);
    expect(name).toBe('AbortError');
    await witness.givenUp;
  });

  test('with the modes that the page chose', { tag: '@playwright' }, async ({ tab, witness, context }) => {
    await context.addCookies([{ name: 'flavour', value: 'oat', url: witness.url, sameSite: 'Lax' }]);
    const outcomes = await tab.evaluate(
      async ({ base, digest }) => {
        const attempt = (path: string, init: RequestInit) =>
          fetch(`${base}/${path}`, init).then(
            ({ type, redirected }) => `${type}${redirected ? ', redirected' : ''}`,
            (error: Error) => error.name,
          );
        const redirect = `to?url=${encodeURIComponent(`${base}/end`)}`;
        return {
          omit: await attempt('omit', { credentials: 'omit' }),
          error: await attempt(redirect, { redirect: 'error' }),
          manual: await attempt(redirect, { redirect: 'manual' }),
          follow: await attempt(redirect, { redirect: 'follow' }),
          sameOrigin: await attempt('same-origin', { mode: 'same-origin' }),
          reload: await attempt('reload', { cache: 'reload' }),
          intact: await attempt('intact', { integrity: digest }),
          forged: await attempt('forged', { integrity: digest.replace('RBNvo', 'AAAAA') }),
        };
      },
      { base: `${witness.url}/v1`, digest: `sha256-${createHash('sha256').update('{}').digest('base64')}` },
    );
    expect(outcomes).toEqual({
      omit: 'cors',
      error: 'TypeError',
      manual: 'opaqueredirect',
      follow: 'cors, redirected',
      sameOrigin: 'TypeError',
      reload: 'cors',
      intact: 'cors',
      forged: 'TypeError',
    });
    expect(witness.only('/v1/reload').headers['cache-control']).toBe('no-cache');
    expect(witness.only('/v1/omit').headers.cookie).toBeUndefined();
    expect(witness.only('/v1/end').bearer).toMatch(JWT);
    expect(witness.requests.some(({ path }) => path === '/v1/same-origin')).toBe(false);
  });

  test('with the referrer that the page chose, or with none', async ({ tab, witness, app, browserName }) => {
    await tab.evaluate(async (base) => {
      history.replaceState(null, '', '/?private=1');
      await fetch(`${base}/none`, { referrer: '' });
      await fetch(`${base}/no-referrer`, { referrerPolicy: 'no-referrer' });
      await fetch(`${base}/whole`, { referrerPolicy: 'unsafe-url' });
      await fetch(`${base}/other`, { referrerPolicy: 'unsafe-url', referrer: '/other' });
      await fetch(`${base}/origin`, { referrerPolicy: 'origin' });
    }, `${witness.url}/v1`);
    const referrers = witness.requests.map(({ path, headers }) => [path.replace('/v1/', ''), headers.referer]);
    expect(Object.fromEntries(referrers)).toEqual({
      none: undefined,
      'no-referrer': undefined,
      // Firefox and WebKit let no page tell another site more than its origin.
      whole: browserName === 'chromium' ? `${app.url}/?private=1` : `${app.url}/`,
      other: browserName === 'chromium' ? `${app.url}/other` : `${app.url}/`,
      origin: `${app.url}/`,
    });
  });

  test('and if the server cannot be reached the page gets the error that it would get anyway', async ({
    tab,
    witness,
  }) => {
    await witness.close();
    const name = await tab.evaluate(
      (url) =>
        fetch(url).then(
          () => 'answered',
          (error: Error) => error.name,
        ),
      `${witness.url}/v1/orders`,
    );
    expect(name).toBe('TypeError');
  });
});
