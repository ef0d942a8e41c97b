import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import { PROTOCOL_VERSION } from '../../shared/protocol.js';
import { startProtectedApi } from '../api/protected-api.js';
import { startLocalCognito } from '../cognito/local-cognito.js';
import { startAppServer } from '../harness/app-server.js';
import { configFor } from '../harness/config-for.js';
import { register, signIn } from '../harness/tab.js';
import { askAll } from '../session/ask.js';
import { requireBrowser } from '../tools/browsers.js';
import type { RecordedExchange, RecordedVersion } from './recorded-version.js';
import { makeDatabaseWithReadableKey, readDatabase } from './stored-database.js';

/**
 * `npm run formats:record`: writes down what pages and the worker of this version send each other and what the worker stores,
 * as `version-N.json`. It is run once for a version of the protocol, before what comes after it is begun; later versions are
 * tested against the file, so that it is never written anew.
 */

const FILE = fileURLToPath(new URL(`version-${PROTOCOL_VERSION}.json`, import.meta.url));
const USER = { username: 'ada', password: 'Analytical-Engine-1843' };

interface Tape {
  readonly exchanges: { readonly envelope: unknown; readonly replies: unknown[] }[];
  readonly notices: unknown[];
}

/** Notes every message between the page and the worker, by way of what the browser itself sends them with. */
function startTape(): void {
  const tape: Tape = { exchanges: [], notices: [] };
  Object.assign(window, { tape });
  const peers = new WeakMap<MessagePort, MessagePort>();
  window.MessageChannel = new Proxy(MessageChannel, {
    construct(target, args, newTarget) {
      const channel: MessageChannel = Reflect.construct(target, args, newTarget);
      peers.set(channel.port2, channel.port1);
      return channel;
    },
  });
  const { postMessage } = ServiceWorker.prototype;
  ServiceWorker.prototype.postMessage = function (this: ServiceWorker, envelope: unknown, transfer: unknown): void {
    const exchange = { envelope, replies: [] as unknown[] };
    tape.exchanges.push(exchange);
    const [port] = transfer as MessagePort[];
    if (port) peers.get(port)?.addEventListener('message', ({ data }) => exchange.replies.push(data));
    Reflect.apply(postMessage, this, [envelope, transfer]);
  };
  navigator.serviceWorker.addEventListener('message', ({ data }) => tape.notices.push(data));
}

/** Messages are cloned and not spelt: a date stays one, which JSON has no word for. */
function withDatesMarked(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (Array.isArray(value)) return value.map(withDatesMarked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withDatesMarked(member)]));
}

const takeTape = (page: Page) => page.evaluate((): Tape => Reflect.get(window, 'tape'));

if (existsSync(FILE)) throw new Error(`${FILE} is there already, and is what later versions are tested against.`);
const cognito = await startLocalCognito({ settings: { accessTokenSeconds: 60 } });
const user = cognito.createUser({ ...USER, email: 'ada@example.com' });
const api = await startProtectedApi({ cognito });
const app = await startAppServer({ config: configFor(cognito, api) });
const browser = await chromium.launch(requireBrowser('chromium'));
try {
  const page = await browser.newPage();
  await page.addInitScript('globalThis.__name = (named) => named'); // tsx writes it into the functions that go to the page
  await page.goto(`${app.url}/blank`);
  await makeDatabaseWithReadableKey(page);
  await page.addInitScript(startTape);
  await page.goto(app.url);
  await register(page);
  await signIn(page, USER);
  await askAll(page);
  const first = await takeTape(page);
  await page.reload(); // so that the last state that is recorded is that of somebody who is signed in
  await register(page);
  await askAll(page);
  await page.evaluate(() => window.auth.getCurrentUser());
  const second = await takeTape(page);
  const [refreshToken = ''] = cognito.liveRefreshTokens(USER.username);
  const recorded: RecordedVersion = {
    ...USER,
    userId: user.sub,
    refreshToken,
    exchanges: [...first.exchanges, ...second.exchanges] as RecordedExchange[],
    notices: [...first.notices, ...second.notices] as RecordedVersion['notices'],
    database: await readDatabase(page),
  };
  writeFileSync(FILE, `${JSON.stringify(withDatesMarked(recorded), null, 2)}\n`);
  console.log(
    `${recorded.exchanges.length} calls and ${Object.keys(recorded.database.entries).length} entries in ${FILE}`,
  );
} finally {
  await browser.close();
  await Promise.all([app.close(), api.close(), cognito.close()]);
}
