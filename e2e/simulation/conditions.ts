import type { LifetimePolicy } from '../../sw/session/lifetime-policy.js';
import { createRandom, type Random } from './random.js';

/** What may go wrong, each switched on or off for a whole schedule: a fault that is rare hides behind one that is frequent. */
export const TROUBLES = [
  'stop-worker',
  'store-fails',
  'store-repeats',
  'store-late',
  'site-data-cleared',
  'browser-restarts',
  'key-unreachable',
  'message-lost',
  'message-repeated',
  'request-lost',
  'request-repeated',
  'answer-lost',
  'service-fails',
  'api-refuses',
  'clock-set',
  'time-passes',
  'revoked-elsewhere',
  'new-version',
  'tab-closed',
] as const;

export type Trouble = (typeof TROUBLES)[number];

/** What pages do in a schedule. */
export const HABITS = [
  'sign-in',
  'sign-out',
  'guest',
  'challenge',
  'federate',
  'force',
  'read',
  'keep-reading',
  'request',
] as const;

export type Habit = (typeof HABITS)[number];

const BEGINNINGS = ['nobody', 'signed in', 'tokens due', 'tokens expired'] as const;

/** Where the pages are in use, each has read already: by a port, and from its worker's memory. */
export type Beginning = (typeof BEGINNINGS)[number] | 'in use';

/** What a schedule is about, so that what needs several things to come together does not wait for chance alone. */
type Theme = 'anything' | 'lost answers' | 'two workers' | 'news' | 'requests' | 'memory';

/** How likely each kind of choice is, of 1; otherwise something that is under way goes on. */
export interface Pace {
  /** A page begins a call. */
  readonly call: number;
  /** The browser, the machine or the administrator do something. Where no call can be made, this takes its part. */
  readonly world: number;
  readonly timer: number;
  /** Of what is under way, something swift goes on: see parking.ts. */
  readonly swift: number;
  /** Something goes on that is not slow. */
  readonly slow: number;
  /** Whoever waits for what has happened hears of it later, where that may be. */
  readonly later: number;
}

const PACE: Pace = { call: 0.12, world: 0.06, timer: 0.04, swift: 0, slow: 0, later: 0.05 };

/** Who reads from memory does so many times while others write, and whoever writes has to be done with it again and again. */
const READING_PACE: Pace = { call: 0.02, world: 0.03, timer: 0.05, swift: 0.3, slow: 0.9, later: 0.6 };

/** An API may take so long that people come and go meanwhile. */
const REQUESTING_PACE: Pace = { ...PACE, slow: 0.8 };

/** Everything about a schedule that does not change while it runs; it follows from the seed. */
export interface Conditions {
  /** So many steps may be troubled, before everything calms down. */
  readonly steps: number;
  readonly calls: number;
  readonly pace: Pace;
  /** The first page does nothing but read. */
  readonly firstOnlyReads: boolean;
  /** How the schedule begins: nobody there, or somebody signed in a while ago. */
  readonly beginning: Beginning;
  readonly tabs: number;
  /** Workers with scopes of their own, which share the origin's record and locks; the tabs are spread over them. */
  readonly registrations: 1 | 2;
  readonly troubles: ReadonlySet<Trouble>;
  readonly habits: ReadonlySet<Habit>;
  /** The pool rotates refresh tokens, and takes the old one for so long. */
  readonly rotation?: { readonly gracePeriodMs: number };
  /** Reuse of a rotated token after its grace period ends the whole family. */
  readonly reuseRevokesFamily: boolean;
  readonly knowsGetTokens: boolean;
  readonly tokenLifeMs: number;
  readonly credentialsLifeMs: number;
  readonly identityPool: boolean;
  readonly guests: boolean;
  readonly policy: LifetimePolicy;
  /** A sign-in is to end with the browser. */
  readonly endWithBrowser: boolean;
  /** How far the service's clock is ahead of the machine's. */
  readonly serviceAheadMs: number;
  /** Workers read ahead when they start, as those do that authorise requests. */
  readonly readsAhead: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function conditionsOf(seed: number): Conditions {
  const random = createRandom(seed ^ 0x5eed);
  const theme = random.chance(0.08)
    ? 'memory'
    : random.pick<Theme>(['anything', 'anything', 'lost answers', 'two workers', 'news', 'requests']);
  const troubles = some(random, TROUBLES, random.pick(theme === 'memory' ? [0, 0.2] : [0, 0.15, 0.35]));
  const habits = habitsOf(theme, random);
  if (theme === 'lost answers') {
    troubles.add(random.pick(['stop-worker', 'answer-lost', 'request-lost']));
    habits.add('force');
  }
  if (theme === 'two workers') habits.add(random.pick(['force', 'read']));
  if (theme === 'news') {
    troubles.add(random.pick(['message-lost', 'message-repeated', 'new-version']));
    habits.add('sign-out');
  }
  if (theme === 'requests') {
    troubles.add('api-refuses').add(random.pick(['time-passes', 'stop-worker', 'answer-lost']));
  }
  if (theme === 'memory' && random.chance(0.5)) troubles.add('time-passes');
  const isOfSomebody = theme === 'lost answers' || theme === 'requests';
  return {
    steps: random.pick(theme === 'memory' ? [100] : [40, 70, 100, 130]),
    calls: random.pick(theme === 'memory' ? [5] : theme === 'requests' ? [8] : [3, 5, 8]),
    firstOnlyReads: theme === 'memory',
    pace: theme === 'memory' ? READING_PACE : theme === 'requests' ? REQUESTING_PACE : PACE,
    beginning: random.pick<Beginning>(
      theme === 'memory' ? ['in use'] : isOfSomebody ? ['signed in', 'tokens due'] : BEGINNINGS,
    ),
    tabs: theme === 'two workers' || theme === 'memory' ? 2 : random.pick([1, 2, 2, 3]),
    registrations: theme === 'two workers' || random.chance(theme === 'memory' ? 0.85 : 0.2) ? 2 : 1,
    troubles,
    habits,
    ...(random.chance(0.8) && { rotation: { gracePeriodMs: random.pick([60_000, 60_000, 30_000]) } }),
    reuseRevokesFamily: random.chance(0.3),
    knowsGetTokens: random.chance(0.9),
    tokenLifeMs: random.pick([5 * MINUTE_MS, HOUR_MS]),
    credentialsLifeMs: HOUR_MS,
    identityPool: random.chance(0.6),
    guests: random.chance(0.7),
    policy: {
      ...(random.chance(0.15) && { idleTimeoutMs: 30 * MINUTE_MS }),
      ...(random.chance(0.1) && { absoluteLifetimeMs: 8 * HOUR_MS }),
    },
    endWithBrowser: random.chance(0.15),
    serviceAheadMs: random.pick([0, 0, 0, 7 * MINUTE_MS, -5 * HOUR_MS]),
    readsAhead: random.chance(0.25),
  };
}

function habitsOf(theme: Theme, random: Random): Set<Habit> {
  // Where pages are in use, two of them do the same over and over, and what is done besides is rare.
  if (theme === 'memory') return new Set(['keep-reading', 'force', 'sign-out']);
  if (theme === 'requests') return new Set(['sign-in', 'sign-out', 'request']);
  return new Set(['sign-in', ...some(random, HABITS, 0.5)]);
}

function some<T>(random: Random, items: readonly T[], probability: number): Set<T> {
  return new Set(items.filter(() => random.chance(probability)));
}
