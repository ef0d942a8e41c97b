import type { Random } from './random.js';

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

/** `stray-answers` is there in schedules about managed login only, and nowhere by chance. */
export type Trouble = (typeof TROUBLES)[number] | 'stray-answers';

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

/** `managed-login` is there in schedules about it only, and nowhere by chance. */
export type Habit = (typeof HABITS)[number] | 'managed-login';

/**
 * How a schedule begins. Where the pages are in use, each has read already: by a port, and from its worker's memory. `at managed login`:
 * the first page has gone there.
 */
export type Beginning = 'nobody' | 'signed in' | 'tokens due' | 'tokens expired' | 'in use' | 'at managed login';

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
const REQUESTING_PACE: Pace = { ...PACE, slow: 0.95 };

/**
 * What a schedule is about, so that what needs several things to come together does not wait for chance alone. Of each list one
 * is picked, for the whole schedule.
 */
export interface Theme {
  readonly about: 'anything' | 'lost answers' | 'two workers' | 'news' | 'requests' | 'memory' | 'managed login';
  readonly steps: readonly number[];
  readonly calls: readonly number[];
  readonly pace: Pace;
  readonly beginnings: readonly Beginning[];
  readonly tabs: readonly number[];
  /** How likely a second registration is. */
  readonly twoRegistrations: number;
  /** The first page does nothing but read. */
  readonly firstOnlyReads: boolean;
  /** How likely each trouble is. */
  readonly troubled: readonly number[];
  /** Of each of these lists one is there in any case. */
  readonly troubles: readonly (readonly (Trouble | undefined)[])[];
  /** Likewise. */
  readonly habits: readonly (readonly Habit[])[];
  /** How likely each other habit is. */
  readonly habitual: number;
}

const ANYTHING: Theme = {
  about: 'anything',
  steps: [40, 70, 100, 130],
  calls: [3, 5, 8],
  pace: PACE,
  beginnings: ['nobody', 'signed in', 'tokens due', 'tokens expired'],
  tabs: [1, 2, 2, 3],
  twoRegistrations: 0.2,
  firstOnlyReads: false,
  troubled: [0, 0.15, 0.35],
  troubles: [],
  habits: [['sign-in']],
  habitual: 0.5,
};

const OF_SOMEBODY: readonly Beginning[] = ['signed in', 'tokens due'];

const LOST_ANSWERS: Theme = {
  ...ANYTHING,
  about: 'lost answers',
  beginnings: OF_SOMEBODY,
  troubles: [['stop-worker', 'answer-lost', 'request-lost']],
  habits: [['sign-in'], ['force']],
};

const TWO_WORKERS: Theme = {
  ...ANYTHING,
  about: 'two workers',
  tabs: [2],
  twoRegistrations: 1,
  habits: [['sign-in'], ['force', 'read']],
};

const NEWS: Theme = {
  ...ANYTHING,
  about: 'news',
  troubles: [['message-lost', 'message-repeated', 'new-version']],
  habits: [['sign-in'], ['sign-out']],
};

const REQUESTS: Theme = {
  ...ANYTHING,
  about: 'requests',
  steps: [100, 130],
  calls: [8],
  pace: REQUESTING_PACE,
  beginnings: OF_SOMEBODY,
  troubles: [['api-refuses'], ['time-passes', 'stop-worker', 'answer-lost']],
  habits: [['sign-in'], ['sign-out'], ['request']],
  habitual: 0,
};

/** Where pages are in use, two of them do the same over and over, and what is done besides is rare. */
const MEMORY: Theme = {
  ...ANYTHING,
  about: 'memory',
  steps: [100],
  calls: [5],
  pace: READING_PACE,
  beginnings: ['in use'],
  tabs: [2],
  twoRegistrations: 0.85,
  firstOnlyReads: true,
  troubled: [0, 0.2],
  troubles: [['time-passes', undefined]],
  habits: [['keep-reading'], ['force'], ['sign-out']],
  habitual: 0,
};

/** People sign in elsewhere and come back, or do not, in tabs whose pages come and go. */
const MANAGED_LOGIN: Theme = {
  ...ANYTHING,
  about: 'managed login',
  steps: [100, 140],
  calls: [8, 12],
  pace: { ...PACE, call: 0.16 },
  beginnings: ['at managed login', 'at managed login', 'at managed login', 'nobody', 'signed in'],
  twoRegistrations: 0.3,
  troubled: [0, 0.1, 0.2],
  troubles: [
    ['stray-answers', undefined],
    ['stop-worker', 'stop-worker', 'message-lost', 'store-fails', undefined, undefined],
  ],
  habits: [['managed-login'], ['sign-out'], ['sign-out', 'sign-in', 'read']],
  habitual: 0.15,
};

/** How many of the schedules that are not about memory are about managed login, of 1. */
const ABOUT_MANAGED_LOGIN = 0.125;

/**
 * One schedule in twelve is about memory, and of the others one in eight about managed login. Of what is left one in three is about
 * nothing in particular.
 *
 * @param apart says which are about managed login, so that what the others are about does not depend on it.
 */
export function themeOf(random: Random, apart: Random): Theme {
  if (random.chance(0.08)) return MEMORY;
  if (apart.chance(ABOUT_MANAGED_LOGIN)) return MANAGED_LOGIN;
  return random.pick([ANYTHING, ANYTHING, LOST_ANSWERS, TWO_WORKERS, NEWS, REQUESTS]);
}
