import { type BrowserContext, chromium, type Page } from 'playwright';
import { startProtectedApi } from '../api/protected-api.js';
import { type LocalCognito, startLocalCognito } from '../cognito/local-cognito.js';
import { startAppServer } from '../harness/app-server.js';
import { configFor } from '../harness/config-for.js';
import { stopWorkers } from '../harness/stop-workers.js';
import { register, signIn, signOut } from '../harness/tab.js';
import { requireBrowser } from '../tools/browsers.js';
import { type Footprint, pageFootprint, workerFootprint } from './footprint.js';

/** Tokens and credentials live so long, where they live an hour in earnest: the clock runs 450 times as fast. */
export const LIFETIME_SECONDS = 8;

export const TABS = 6;
const ROUND_MS = 3_000;
/** So many that what V8 learns about the code while it runs, a hundred kilobytes in the first minutes, is little to each. */
const USES_A_ROUND = 20;
/** A tab is replaced at each round, but the first one stays: what a page keeps is looked at there. */
const SAMPLE_EVERY_ROUNDS = 3;
const SIGN_OUT_EVERY_ROUNDS = 11;
const STOP_EVERY_ROUNDS = 7;
/** By then a call has been answered, and a closed tab's port has been let go of. */
const PORTS_REST_MS = 5_000;
/** The worker is stopped in the first part only. The rest is one life of it, in which it could gather what it never frees. */
const STOPPING_SHARE = 1 / 3;

const USER = { username: 'ada', password: 'Analytical-Engine-1843' };

/** What is kept at one moment, in bytes and counts. */
export interface Sample {
  readonly seconds: number;
  readonly pageHeap: number;
  readonly pageListeners: number;
  readonly pagePorts: number;
  readonly workerHeap: number;
  readonly workerPorts: number;
  /** Whether the worker is in its last life, that nobody stops. */
  readonly undisturbed: boolean;
}

export interface DayOfUse {
  readonly samples: readonly Sample[];
  readonly seconds: number;
  readonly rounds: number;
  readonly tabsOpened: number;
  readonly workerStops: number;
  readonly signOuts: number;
  /** Uses of the session by a tab: four accessors and a request to the API each. */
  readonly uses: number;
  readonly errors: readonly string[];
  /** `tokenRefresh` events that the tab which stayed has seen. */
  readonly refreshEvents: number;
  /** Requests that the service saw, by operation. */
  readonly requests: Readonly<Record<string, number>>;
}

export interface DayOptions {
  readonly minutes: number;
  readonly onSample: (sample: Sample) => void;
}

/** Uses one session for so long in Chromium, in tabs that come and go, with nothing mocked. */
export async function spendDay({ minutes, onSample }: DayOptions): Promise<DayOfUse> {
  const cognito = await startLocalCognito({
    settings: {
      accessTokenSeconds: LIFETIME_SECONDS,
      idTokenSeconds: LIFETIME_SECONDS,
      credentialsSeconds: LIFETIME_SECONDS,
      rotation: { enabled: true, gracePeriodMs: 60_000 },
    },
  });
  cognito.createUser({ ...USER, email: 'ada@example.com' });
  const api = await startProtectedApi({ cognito });
  const app = await startAppServer({ config: configFor(cognito, api) });
  const browser = await chromium.launch(requireBrowser('chromium'));
  try {
    const context = await browser.newContext();
    // What runs this script names its functions by this, in the functions that it sends to a page as well.
    await context.addInitScript('globalThis.__name = (named) => named;');
    return await dayIn({ context, cognito, appUrl: app.url, apiUrl: `${api.url}/v1/orders`, minutes, onSample });
  } finally {
    await browser.close();
    await Promise.all([app.close(), api.close(), cognito.close()]);
  }
}

interface Stage extends DayOptions {
  readonly context: BrowserContext;
  readonly cognito: LocalCognito;
  readonly appUrl: string;
  readonly apiUrl: string;
}

async function dayIn({ context, cognito, appUrl, apiUrl, minutes, onSample }: Stage): Promise<DayOfUse> {
  const samples: Sample[] = [];
  const errors: string[] = [];
  let tabsOpened = 0;
  let workerStops = 0;
  let signOuts = 0;
  let uses = 0;
  let refreshEvents = 0;

  async function openTab(): Promise<Page> {
    const tab = await context.newPage();
    await tab.goto(appUrl);
    await register(tab);
    tabsOpened++;
    return tab;
  }

  const staying = await openTab();
  await signIn(staying, USER);
  const others: Page[] = [];
  while (others.length < TABS - 1) others.push(await openTab());
  const tabs = () => [staying, ...others];
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const lasts = minutes * 60;
  const note = (error: string) => errors.push(`at ${seconds().toFixed(0)} s ${error}`);
  // A page is told no more than "Failed to fetch".
  context.on('requestfailed', (request) => {
    if (request.url() === apiUrl) note(`a request failed with ${request.failure()?.errorText}`);
  });

  /** Takes the events that a tab has seen, so that the page does not keep them for us. */
  async function takeEvents(tab: Page): Promise<string[]> {
    return await tab.evaluate(() => {
      window.states.length = 0;
      return window.events.splice(0).map(({ type }) => type);
    });
  }

  function count(tab: Page, types: readonly string[]): void {
    if (tab === staying) refreshEvents += types.filter((type) => type === 'tokenRefresh').length;
    for (const type of types) if (/failure|Expired/.test(type)) note(`a tab was told ${type}`);
  }

  async function changeUser(): Promise<void> {
    for (const tab of tabs()) count(tab, await takeEvents(tab));
    await signOut(staying);
    await signIn(staying, USER);
    signOuts++;
    for (const tab of tabs()) {
      await tab.waitForFunction(() => window.events.some(({ type }) => type === 'signedIn'));
      const types = await takeEvents(tab);
      count(tab, types);
      const told = types.filter((type) => type !== 'tokenRefresh').join();
      if (told !== 'signedOut,signedIn') note(`a tab was told ${told} of a sign-out and a sign-in`);
    }
  }

  let round = 0;
  for (; seconds() < lasts; round++) {
    const roundEnds = performance.now() + ROUND_MS;
    others.push(await openTab());
    await others.shift()?.close();
    for (const problems of await Promise.all(tabs().map((tab) => use(tab, apiUrl, USES_A_ROUND)))) {
      uses += USES_A_ROUND;
      problems.forEach(note);
    }
    for (const tab of tabs()) count(tab, await takeEvents(tab));
    if (round % SIGN_OUT_EVERY_ROUNDS === SIGN_OUT_EVERY_ROUNDS - 1) await changeUser();
    const undisturbed = seconds() > lasts * STOPPING_SHARE;
    if (!undisturbed && round % STOP_EVERY_ROUNDS === STOP_EVERY_ROUNDS - 1) {
      await stopWorkers(staying);
      workerStops++;
    } else if (round % SAMPLE_EVERY_ROUNDS === 0) {
      const page = await pageFootprint(staying);
      const worker = await atRest(staying);
      if (worker) {
        const sample: Sample = {
          seconds: Math.round(seconds()),
          pageHeap: page.heapBytes,
          pageListeners: page.listeners,
          pagePorts: page.messagePorts,
          workerHeap: worker.heapBytes,
          workerPorts: worker.messagePorts,
          undisturbed,
        };
        samples.push(sample);
        onSample(sample);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, roundEnds - performance.now()));
  }

  for (const tab of others) await tab.close();
  await signOut(staying);
  count(staying, await takeEvents(staying));
  const requests: Record<string, number> = {};
  for (const { operation } of cognito.requests) requests[operation] = (requests[operation] ?? 0) + 1;
  return {
    samples,
    seconds: Math.round(seconds()),
    rounds: round,
    tabsOpened,
    workerStops,
    signOuts: signOuts + 1,
    uses,
    errors,
    refreshEvents,
    requests,
  };
}

/**
 * What the worker keeps once calls that an alarm has set going are over, each of which has a port of its own, and a tab that
 * was just closed has let go of its port. What is left behind is there after `PORTS_REST_MS` all the same.
 */
async function atRest(tab: Page): Promise<Footprint | undefined> {
  const until = performance.now() + PORTS_REST_MS;
  for (;;) {
    const footprint = await workerFootprint(tab);
    if (!footprint || footprint.messagePorts <= TABS || performance.now() > until) return footprint;
  }
}

/** Uses of the session by a tab, one after the other: every accessor, and a request that the worker authorises. Answers what went wrong. */
async function use(tab: Page, apiUrl: string, times: number): Promise<string[]> {
  return await tab.evaluate(
    async ([url, count]) => {
      const { isAuthCognitoIdentityProvider, isAuthAWSCredentialsProvider, isAuthCognitoTokensProvider } =
        window.library;
      async function once(): Promise<string | undefined> {
        const session = await window.auth.fetchAuthSession();
        if (
          !isAuthCognitoIdentityProvider(session) ||
          !isAuthAWSCredentialsProvider(session) ||
          !isAuthCognitoTokensProvider(session)
        ) {
          return 'something is withheld';
        }
        const results = [
          await session.getUserSub(),
          await session.getIdentityId(),
          await session.getAWSCredentials(),
          await session.getCognitoTokens(),
        ];
        for (const result of results) if (!result.ok) return `${result.error.kind}: ${result.error.message}`;
        const response = await fetch(url);
        // Chromium refuses a page its requests for good once 16,382 answers have come by a worker, any worker, and were not read.
        await response.text();
        return response.status === 200 ? undefined : `the API answered ${response.status}`;
      }
      const problems: string[] = [];
      for (let n = 0; n < count; n++) {
        const problem = await once().catch(String);
        if (problem !== undefined) problems.push(problem);
      }
      return problems;
    },
    [apiUrl, times] as const,
  );
}
