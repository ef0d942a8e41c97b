import type { Page } from 'playwright/test';
import { type AppServer, sessionWorkerScript } from '../harness/app-server.js';
import { bundle } from '../harness/bundle.js';
import { configFor } from '../harness/config-for.js';
import { eventTypesOf, expect, expectStatus, register, snapshotOf, test } from '../harness/fixtures.js';
import { askAll, REFRESH } from '../session/ask.js';
import { readRecordedVersion } from './recorded-version.js';
import { restoreDatabase } from './stored-database.js';

const RECORDED = readRecordedVersion();
const { username, userId, password, refreshToken, database, exchanges } = RECORDED;

/** The types of all that is in a value: what a peer of that version relies on. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  if (value instanceof Date || '$date' in value) return 'date';
  if (Array.isArray(value)) return 'array';
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}

/** Posts messages to the active worker as a page does, one after the other; answers the last reply to each. */
function post(page: Page, messages: readonly unknown[]): Promise<unknown[]> {
  return page.evaluate(async (all) => {
    const { active } = await navigator.serviceWorker.ready;
    const one = (message: unknown) =>
      new Promise<unknown>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => {
          if (data.type !== 'acknowledged') resolve(data);
        };
        active?.postMessage(message, [port2]);
      });
    const replies: unknown[] = [];
    for (const message of all) replies.push(await one(message));
    return replies;
  }, messages);
}

/** Registers the worker without the library, as a page of another version would. */
async function openBarePage(page: Page, app: AppServer): Promise<void> {
  await page.goto(`${app.url}/blank`);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/session-worker.js');
    await navigator.serviceWorker.ready;
  });
}

test.use({ user: { username, password } });

test('a page of version 1 is answered by this worker with all that it was answered then', async ({ page, app }) => {
  await openBarePage(page, app);
  let spelt = JSON.stringify(exchanges.map(({ envelope }) => envelope));
  const inFirstPage = exchanges.findLastIndex(({ envelope }) => envelope.message.path[0] === 'synchronize');
  for (const [index, { replies }] of exchanges.slice(0, inFirstPage).entries()) {
    const [reply] = await post(page, [JSON.parse(spelt)[index]]);
    expect(shapeOf(reply), exchanges[index]?.envelope.message.path[0]).toMatchObject(
      shapeOf(replies.at(-1)) as Record<string, unknown>,
    );
    expect(reply).toMatchObject({ type: 'answer', message: { value: { ok: true } } });
    // What the page goes on with is what this worker has called the session.
    const was = sessionIdOf(replies.at(-1));
    const is = sessionIdOf(reply);
    if (was && is) spelt = spelt.replaceAll(was, is);
  }
});

function sessionIdOf(reply: unknown): string | undefined {
  return (reply as { message: { value: { value: { sessionId?: string } | null } } }).message.value.value?.sessionId;
}

test('a later page that says more than this worker knows is answered; one of another version is refused, and told why', async ({
  page,
  app,
  cognito,
}) => {
  await openBarePage(page, app);
  cognito.clearRequests();
  const header = { protocol: 'cognito-session-worker', version: 1 };
  const message = { type: 'APPLY', path: ['fetchAuthSession'], argumentList: [{ type: 'RAW', value: {} }] };
  const call = { ...header, type: 'call', callId: 'a-call', tabId: 'a-tab', message };
  const [more, another, unknownType, unknownMethod] = await post(page, [
    { ...call, addedLater: { by: 'a later version' }, message: { ...message, id: 'x', addedLater: true } },
    { ...call, version: 2, callId: 'another-call' },
    { ...call, type: 'cancel', callId: 'a-third' },
    { ...call, callId: 'a-fourth', message: { ...message, path: ['inventedLater'] } },
  ]);
  expect(more).toMatchObject({ type: 'answer', message: { value: { ok: true, value: { isSignedIn: false } } } });
  for (const [reply, field] of [
    [another, 'version'],
    [unknownType, 'type'],
  ] as const) {
    expect(reply).toMatchObject({
      type: 'refused',
      error: {
        kind: 'validation',
        message: expect.stringContaining(field),
        recoverySuggestion: expect.stringContaining('reload'),
      },
    });
  }
  expect(unknownMethod).toMatchObject({ type: 'refused', error: { kind: 'validation' } });
  expect(cognito.requests).toEqual([]);
});

test('a database of version 1 is read: the session is there, and its refresh token the one that is used', async ({
  page,
  app,
  cognito,
}) => {
  cognito.deleteUser(username);
  cognito.createUser({ username, password, sub: userId });
  cognito.adoptRefreshToken(username, refreshToken);
  await page.goto(`${app.url}/blank`);
  await restoreDatabase(page, database);
  await page.goto(app.url);
  await register(page);
  expect(await snapshotOf(page)).toMatchObject({ status: 'signedIn', user: { username, userId } });
  expect(await askAll(page)).toMatchObject({ isSignedIn: true, sub: { ok: true, value: userId }, jwt: { ok: true } });
  expect(cognito.requests.filter(({ operation }) => operation === REFRESH)).toMatchObject([{ refreshToken }]);
  expect(await eventTypesOf(page)).not.toContain('sessionExpired');
});

async function serveRecordedWorker(app: AppServer, added: boolean): Promise<void> {
  const script = await bundle({ entry: 'e2e/updates/played-worker.ts', format: 'iife' });
  const head = `const RECORDED = ${JSON.stringify({ exchanges, notices: RECORDED.notices })};\nconst ADDED = ${added};\n`;
  app.setResource('/session-worker.js', { type: 'text/javascript', body: head + script });
}

for (const [worker, added] of [
  ['the worker of version 1', false],
  ['a later worker that says more than it knows', true],
] as const) {
  test(`this page understands ${worker}, and goes on under this one: no session lost, no reload, no loop`, async ({
    page,
    app,
    api,
    cognito,
  }) => {
    cognito.deleteUser(username);
    cognito.createUser({ username, password, sub: userId });
    cognito.adoptRefreshToken(username, refreshToken);
    await serveRecordedWorker(app, added);
    await page.goto(`${app.url}/blank`);
    await restoreDatabase(page, database);
    await page.goto(app.url);
    await register(page);
    const loads = app.count('/');
    cognito.clearRequests();
    expect(await snapshotOf(page)).toMatchObject({ status: 'signedIn', user: { username, userId } });
    expect(await askAll(page)).toMatchObject({
      isSignedIn: true,
      sub: { ok: true, value: userId },
      id: { ok: true },
      aws: { ok: true },
      jwt: { ok: true },
    });
    expect(await page.evaluate(async () => (await window.auth.getCurrentUser()).userId)).toBe(userId);
    expect(cognito.requests).toEqual([]); // it was not this version's worker that answered

    const script = await sessionWorkerScript(configFor(cognito, api), '2');
    const takeOver = "addEventListener('install', () => void skipWaiting());\n";
    app.setResource('/session-worker.js', { type: 'text/javascript', body: takeOver + script });
    const fetched = app.count('/session-worker.js');
    await page.evaluate(async () => {
      const changed = new Promise((resolve) => {
        navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
      });
      await (await navigator.serviceWorker.ready).update();
      await changed;
    });
    expect(await askAll(page)).toMatchObject({ isSignedIn: true, sub: { value: userId }, jwt: { ok: true } });
    await expectStatus(page, 'signedIn');
    expect(cognito.requests.filter(({ operation }) => operation === REFRESH)).toMatchObject([{ refreshToken }]);
    expect((await eventTypesOf(page)).filter((type) => type !== 'tokenRefresh')).toEqual([]);
    expect(app.count('/')).toBe(loads);
    expect(app.count('/session-worker.js') - fetched).toBe(1);
  });
}
