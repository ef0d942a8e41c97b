import type { LifetimePolicy } from '../../sw/session/lifetime-policy.js';
import { createRandom, type Random } from './random.js';
import {
  type Beginning,
  HABITS,
  type Habit,
  type Pace,
  type Theme,
  TROUBLES,
  type Trouble,
  themeOf,
} from './themes.js';

/** Everything about a schedule that does not change while it runs; it follows from the seed. */
export interface Conditions {
  readonly about: Theme['about'];
  /** So many steps may be troubled, before everything calms down. */
  readonly steps: number;
  readonly calls: number;
  readonly pace: Pace;
  /** The first page does nothing but read. */
  readonly firstOnlyReads: boolean;
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
  /** People can sign in with managed login. */
  readonly managedLogin: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function conditionsOf(seed: number): Conditions {
  const random = createRandom(seed ^ 0x5eed);
  const theme = themeOf(random, createRandom(seed ^ 0x0a2c));
  return {
    about: theme.about,
    steps: random.pick(theme.steps),
    calls: random.pick(theme.calls),
    pace: theme.pace,
    firstOnlyReads: theme.firstOnlyReads,
    beginning: random.pick(theme.beginnings),
    tabs: random.pick(theme.tabs),
    registrations: random.chance(theme.twoRegistrations) ? 2 : 1,
    troubles: some(random, TROUBLES, random.pick(theme.troubled), theme.troubles),
    habits: some(random, HABITS, theme.habitual, theme.habits),
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
    managedLogin: theme.about === 'managed login',
  };
}

/** Each item by chance, and one of each of these lists in any case. */
function some<T>(
  random: Random,
  items: readonly T[],
  probability: number,
  certain: readonly (readonly (T | undefined)[])[],
): Set<T> {
  const picked = certain.map((choices) => random.pick(choices)).filter((item) => item !== undefined);
  return new Set([...items.filter(() => random.chance(probability)), ...picked]);
}
