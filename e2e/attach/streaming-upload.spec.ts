import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright/test';
import { expect, register, signIn, test } from '../harness/fixtures.js';
import { requireBrowser } from '../tools/browsers.js';
import { selfSigned } from './self-signed.js';

test.skip(({ browserName }) => browserName !== 'chromium', 'only Chromium uploads a stream, and only over HTTP/2');

test('a body that is still being written is on its way, authorised; repeated, it is whole', async ({
  app,
  cognito,
  user,
}) => {
  const uploads: { readonly bearer: string | undefined; body: string }[] = [];
  const server = createSecureServer(
    selfSigned(),
    async (request: Http2ServerRequest, response: Http2ServerResponse) => {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Access-Control-Allow-Headers', 'Authorization');
      if (request.method !== 'POST') return void response.writeHead(204).end();
      const upload = { bearer: request.headers.authorization, body: '' };
      uploads.push(upload);
      for await (const chunk of request) upload.body += chunk;
      response.writeHead(uploads.length === 1 ? 401 : 200).end(uploads.length === 1 ? 'token expired' : upload.body);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const launch = requireBrowser('chromium');
  const browser = await chromium.launch({ ...launch, args: [...(launch.args ?? []), '--ignore-certificate-errors'] });
  try {
    const url = `https://localhost:${(server.address() as AddressInfo).port}/v1/`;
    const { userPoolId, userPoolClientId, url: endpoint } = cognito;
    app.setConfig('/session-worker.js', {
      userPool: { userPoolId, userPoolClientId, endpoint },
      attach: [{ url, bearer: 'accessToken' }],
    });
    const page = await browser.newPage();
    await page.goto(app.url);
    await register(page);
    await signIn(page, user);
    const answer = page.evaluate(async (target) => {
      const { readable, writable } = new TransformStream<string, string>();
      const writer = writable.getWriter();
      Object.assign(window, { writer });
      const init = { method: 'POST', body: readable.pipeThrough(new TextEncoderStream()), duplex: 'half' };
      const response = fetch(target, init);
      await writer.write('first ');
      return await (await response).text();
    }, url);
    await expect.poll(() => uploads[0]?.body).toBe('first ');
    await page.evaluate(async () => {
      const writer: WritableStreamDefaultWriter<string> = Reflect.get(window, 'writer');
      await writer.write('second');
      await writer.close();
    });
    expect(await answer).toBe('first second');
    expect(uploads.map(({ body }) => body)).toEqual(['first second', 'first second']);
    expect(new Set(uploads.map(({ bearer }) => bearer)).size).toBe(2);
    for (const { bearer } of uploads) expect(bearer).toMatch(/^Bearer eyJ/);
  } finally {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
  }
});
