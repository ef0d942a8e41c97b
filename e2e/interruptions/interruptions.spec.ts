import { type BrowserContext, expect, test as playwrightTest } from 'playwright/test';
import { FLOWS, type Flow, INTERRUPTIONS, type Interruption } from './flows.js';
import { type LifelikeChromium, startLifelikeChromium } from './lifelike-chromium.js';
import { OUTCOMES } from './outcomes.js';
import { tryCells } from './try-cells.js';

const test = playwrightTest.extend<object, { lifelike: LifelikeChromium }>({
  lifelike: [
    async ({ browserName }, use) => {
      if (browserName !== 'chromium') throw new Error('Only Chromium can be told to freeze a tab.');
      const chromium = await startLifelikeChromium();
      await use(chromium);
      await chromium.close();
    },
    { scope: 'worker' },
  ],
});

/** Each step in tabs and with a Cognito of its own, and all steps at once: most of the time they wait. */
async function tryEachStep(flow: Flow, interruption: Interruption, context: BrowserContext): Promise<void> {
  const cells = FLOWS[flow].map((step, index) => {
    const expected = OUTCOMES[flow][index]?.[interruption];
    if (expected === undefined) throw new Error(`It is not said what is expected of step ${index} of ${flow}.`);
    return { flow, step, interruption, expected };
  });
  const tried = await tryCells(context, cells);
  const failures = tried.flatMap((outcome, index) =>
    outcome.status === 'rejected' ? [`${FLOWS[flow][index]?.name}: ${outcome.reason}`] : [],
  );
  expect(failures.join('\n\n')).toBe('');
}

/** Firefox tries these as well: what becomes of a closed tab's calls and of a network's is the engine's affair. */
const CORE: Readonly<Partial<Record<Flow, Interruption>>> = {
  'sign-in': 'network gone',
  refresh: 'tab closed',
  'redirect callback': 'tab closed',
};

/** A tab that goes or stands still holds nothing up. Where the worker or the network goes, a password is not sent twice. */
const PROMISES: Readonly<Record<Interruption, string>> = {
  'worker stopped': 'it comes to its end, or the call says why not',
  'tab closed': 'it comes to its end all the same',
  'tab frozen': 'it comes to its end all the same',
  'page cached': 'it comes to its end all the same',
  'network gone': 'it comes to its end, or the call says why not',
};

const titleOf = (flow: Flow, interruption: Interruption) =>
  `at each step of a ${flow} ${INTERRUPTIONS[interruption]}: ${PROMISES[interruption]}`;

const flows = Object.keys(FLOWS) as Flow[];

for (const flow of flows) {
  for (const interruption of ['worker stopped', 'tab closed', 'network gone'] as const) {
    test(titleOf(flow, interruption), {
      tag: CORE[flow] === interruption ? ['@core', '@playwright'] : [],
    }, async ({ context, browserName }) => {
      test.skip(
        interruption === 'worker stopped' && browserName !== 'chromium',
        'only Chromium lets a test stop a worker',
      );
      await tryEachStep(flow, interruption, context);
    });
  }

  for (const interruption of ['tab frozen', 'page cached'] as const) {
    test(titleOf(flow, interruption), async ({ lifelike }) => {
      await tryEachStep(flow, interruption, lifelike.context);
    });
  }
}
