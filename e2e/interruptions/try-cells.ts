import type { BrowserContext } from 'playwright/test';
import type { LocalCognito } from '../cognito/local-cognito.js';
import { eventTypesOf, expect, expectStatus, type Page, signIn, snapshotOf } from '../harness/fixtures.js';
import { askAll, forceRefresh, REFRESH } from '../session/ask.js';
import { FLOWS_IN_BROWSER } from './flow-in-browser.js';
import type { Flow, Interruption, Step } from './flows.js';
import { IN_BROWSER } from './interrupt.js';
import type { Outcome } from './outcomes.js';
import { type Stage, setStage } from './stage.js';

/** A lost answer is asked after every 2 s, and a request that failed is tried again within one. */
const SETTLES_WITHIN_MS = 15_000;

export interface Cell {
  readonly flow: Flow;
  readonly step: Step;
  readonly interruption: Interruption;
  readonly expected: Outcome;
}

/** Interrupts a flow at each step, in tabs of its own, and holds what is seen against what is expected. */
export async function tryCells(context: BrowserContext, cells: readonly Cell[]): Promise<PromiseSettledResult<void>[]> {
  const stages = await Promise.all(cells.map(() => setStage(context)));
  try {
    await Promise.all(cells.map(({ flow }, index) => FLOWS_IN_BROWSER[flow].prepare(stages[index] as Stage)));
    const inTurn = createQueue();
    return await Promise.allSettled(cells.map((cell, index) => run(stages[index] as Stage, cell, inTurn)));
  } finally {
    await Promise.all(stages.map((stage) => stage.close()));
  }
}

/** What is handed to it is done one after the other. */
type Queue = <T>(work: () => Promise<T>) => Promise<T>;

function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
}

async function run(stage: Stage, { flow, step, interruption, expected }: Cell, inTurn: Queue): Promise<void> {
  const { cognito, other } = stage;
  const { begin, reach, told } = FLOWS_IN_BROWSER[flow];
  const { interrupt, resume } = IN_BROWSER[interruption];
  await other.evaluate(() => void Object.assign(window, { isSame: true }));
  const before = flow === 'refresh' ? await askAll(other) : undefined;

  const gate = cognito.faults.hold(step.operation, { when: step.when });
  // A worker gives a request up after ten seconds: nothing else keeps the browser busy while this one is held.
  let refused: Promise<void> | undefined;
  const loadAgain = await inTurn(async () => {
    const again = await begin(stage);
    await gate.reached;
    await reach?.(stage, step.operation);
    refused = cognito.nextRefusal();
    await interrupt(stage);
    gate.release();
    return again;
  });
  if (interruption === 'network gone') {
    // What is not tried again by itself fails at once. The network is back before a second try.
    await Promise.race([told(stage), refused]);
  } else if (interruption !== 'worker stopped') {
    await waitUntilOver(stage, expected);
  }
  await resume(stage);
  if (expected.reloads) await loadAgain?.();

  expect(await told(stage)).toBe(expected.told);
  await expectOutcome(stage, expected);
  if (before) expect((await askAll(other)).jwt).not.toEqual(before.jwt);
  await expectRecovery(stage, flow, expected);
  expect(await other.evaluate(() => Reflect.get(window, 'isSame')), 'the other tab was not reloaded').toBe(true);
}

/** What the service was asked for by the flow, and not by somebody who passes by managed login once more. */
const requestsOf = ({ requests }: LocalCognito) => requests.filter(({ operation }) => operation !== 'LoginPage');

/** The flow has come to its end while its tab stood still, or without it. */
async function waitUntilOver({ cognito, other }: Stage, { session, requests }: Outcome): Promise<void> {
  await expect
    .poll(() => requestsOf(cognito).filter(({ outcome }) => outcome !== 'pending').length, {
      timeout: SETTLES_WITHIN_MS,
    })
    .toBe(requests);
  await expectStatus(other, session);
}

const openTabs = ({ tab, other }: Stage): Page[] => [tab, other].filter((page) => !page.isClosed());

async function expectOutcome(stage: Stage, { session, requests }: Outcome): Promise<void> {
  const { cognito, other } = stage;
  for (const page of openTabs(stage)) {
    await expect
      .poll(async () => (await snapshotOf(page)).status, { timeout: SETTLES_WITHIN_MS, message: 'the tabs agree' })
      .toBe(session);
    const isSignedIn = session === 'signedIn';
    expect(await askAll(page)).toMatchObject({
      isSignedIn,
      sub: { ok: isSignedIn },
      id: { ok: isSignedIn },
      aws: { ok: isSignedIn },
      jwt: { ok: isSignedIn },
    });
  }
  await expect
    .poll(() => requestsOf(cognito).map(({ operation }) => operation), { timeout: SETTLES_WITHIN_MS })
    .toHaveLength(requests);
  await askAll(other);
  expect(requestsOf(cognito), 'nothing is asked for twice').toHaveLength(requests);
}

/** Whoever is signed in can go on, and whoever is not can sign in, without a reload; each change was told once. */
async function expectRecovery(stage: Stage, flow: Flow, { session, expires }: Outcome): Promise<void> {
  const { cognito, tab, other, user } = stage;
  const changes = async (page: Page) =>
    (await eventTypesOf(page)).filter((type) => ['signedIn', 'signedOut', 'sessionExpired'].includes(type));
  const wasSignedIn = flow === 'refresh' || flow === 'sign-out';
  const expected = [
    ...(wasSignedIn || session === 'signedIn' ? ['signedIn'] : []),
    ...(expires ? ['sessionExpired'] : []),
    ...(flow === 'sign-out' ? ['signedOut'] : []),
  ];
  expect(await changes(other)).toEqual(expected);
  if (session === 'signedOut') {
    if (flow === 'sign-out') {
      await expect.poll(() => cognito.liveRefreshTokens(user.username), { timeout: SETTLES_WITHIN_MS }).toEqual([]);
    }
    await signIn(tab.isClosed() ? other : tab, user);
    for (const page of openTabs(stage)) await expectStatus(page, 'signedIn');
  }
  const live = cognito.liveRefreshTokens(user.username);
  cognito.clearRequests();
  await forceRefresh(other);
  const sent = cognito.requests.find(({ operation }) => operation === REFRESH)?.refreshToken;
  expect(live, 'the refresh token that is stored is a live one').toContain(sent);
  for (const page of openTabs(stage)) {
    expect(await askAll(page)).toMatchObject({ jwt: { ok: true }, aws: { ok: true } });
  }
}
