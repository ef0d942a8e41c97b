import { createRandom } from '../simulation/random.js';
import type { FleetAssumptions } from './assumptions.js';
import { createEventQueue } from './event-queue.js';
import type { Holder, RenewalPolicy, RequestFailure, StoredTokens } from './policies/renewal-policy.js';
import { createUsers, type User } from './users.js';

/** The day is reported in steps of this, in ms. */
export const STEP_MS = 10_000;

export interface FleetDay {
  readonly policy: string;
  /** For each step of the day: requests that came, those over the quota, and those that the outage took. */
  readonly requests: Uint32Array;
  readonly throttled: Uint32Array;
  readonly lost: Uint32Array;
  readonly requestsBySecond: Uint32Array;
  /** Users with the app open, and those of them who have been refused a token since theirs expired, at the beginning of each step. */
  readonly online: Int32Array;
  readonly refused: Int32Array;
}

interface Client extends Holder {
  readonly user: User;
  /** The tokens that an answer on its way brings. */
  brought: StoredTokens | undefined;
  /** Requests of the renewal under way that have failed; before the first one, none. */
  attempt: number;
}

/** Lives one day of the fleet. The same assumptions, policy and seed give the same day. */
export function liveDay(assumptions: FleetAssumptions, policy: RenewalPolicy, seed: number): FleetDay {
  const { dayMs, tokenLifetimeMs, quotaPerSecond, answerMs, tabCallsEveryMs, outage } = assumptions;
  const steps = Math.ceil(dayMs / STEP_MS);
  const requests = new Uint32Array(steps);
  const throttled = new Uint32Array(steps);
  const lost = new Uint32Array(steps);
  const requestsBySecond = new Uint32Array(Math.ceil(dayMs / 1000));
  const onlineChanges = new Int32Array(steps + 1);
  const refusedChanges = new Int32Array(steps + 1);
  const random = createRandom(seed).next;
  const queue = createEventQueue();
  const clients: Client[] = [];
  const users = createUsers(assumptions, seed);

  for (const user of users) {
    const { start, end, tabsOpenAt } = user;
    noteInterval(onlineChanges, start, end);
    const callsEveryMs = policy.perTab ? tabCallsEveryMs : tabCallsEveryMs / tabsOpenAt.length;
    for (const at of policy.perTab ? tabsOpenAt : [start]) {
      if (at >= end) continue;
      const client: Client = {
        user,
        tokens: user.tokens,
        callsEveryMs,
        isTimed: false,
        attempt: 0,
        brought: undefined,
        failures: 0,
        lastFailure: undefined,
        retryAt: 0,
        lostAt: Number.NEGATIVE_INFINITY,
      };
      queue.push(at, clients.push(client) - 1);
    }
  }

  let tokensInBucket = quotaPerSecond;
  let filledAt = 0;

  /** A bucket that holds a second's worth. */
  function isWithinQuota(now: number): boolean {
    tokensInBucket = Math.min(quotaPerSecond, tokensInBucket + ((now - filledAt) / 1000) * quotaPerSecond);
    filledAt = now;
    if (tokensInBucket < 1) return false;
    tokensInBucket -= 1;
    return true;
  }

  function failureAt(now: number): RequestFailure | undefined {
    if (outage !== undefined && now >= outage.fromMs && now < outage.toMs) return 'lost';
    return isWithinQuota(now) ? undefined : 'throttled';
  }

  function plan(index: number, client: Client, now: number): void {
    client.attempt = 0;
    const at = policy.next(client, now, assumptions, random);
    if (at < client.user.end) queue.push(at, index);
  }

  while (queue.pop()) {
    const { at: now, client: index } = queue;
    const step = Math.floor(now / STEP_MS);
    if (step >= steps) break;
    const client = clients[index] as Client;
    const { user } = client;
    if (client.brought) {
      Object.assign(user.tokens, client.brought);
      client.brought = undefined;
      if (user.refusedSince !== undefined) noteInterval(refusedChanges, user.refusedSince, now);
      user.refusedSince = undefined; // once they are stored, for until then another tab may be refused
      plan(index, client, now);
      continue;
    }
    if (client.attempt === 0 && !policy.asks(client, now, random)) {
      plan(index, client, now);
      continue;
    }
    requests[step] = (requests[step] ?? 0) + 1;
    const second = Math.floor(now / 1000);
    requestsBySecond[second] = (requestsBySecond[second] ?? 0) + 1;
    const failure = failureAt(now);
    if (failure === 'lost') lost[step] = (lost[step] ?? 0) + 1;
    if (failure === 'throttled') throttled[step] = (throttled[step] ?? 0) + 1;
    const answeredAt = now + answerMs;
    if (!failure) {
      Object.assign(client, { failures: 0, lastFailure: undefined, retryAt: 0 });
      client.brought = { expiresAt: answeredAt + tokenLifetimeMs, storedAt: answeredAt };
      queue.push(answeredAt, index);
      continue;
    }
    if (now >= user.tokens.expiresAt) user.refusedSince ??= now;
    if (failure === 'lost') client.lostAt = now;
    client.attempt++;
    const pause = policy.pause(failure, client.attempt, client, answeredAt, random);
    if (pause !== undefined) {
      queue.push(answeredAt + pause, index);
      continue;
    }
    client.failures++;
    client.lastFailure = failure;
    client.retryAt = policy.retryAt(client, answeredAt, random);
    plan(index, client, answeredAt);
  }
  for (const { refusedSince, end } of users)
    if (refusedSince !== undefined) noteInterval(refusedChanges, refusedSince, end);
  return {
    policy: policy.name,
    requests,
    throttled,
    lost,
    requestsBySecond,
    online: runningSum(onlineChanges),
    refused: runningSum(refusedChanges),
  };
}

/** Adds one from the first step that begins at `from` or later up to the one before `to`. */
function noteInterval(changes: Int32Array, from: number, to: number): void {
  const last = changes.length - 1;
  const [first, end] = [from, to].map((at) => Math.min(Math.ceil(at / STEP_MS), last)) as [number, number];
  if (first >= end) return;
  changes[first] = (changes[first] ?? 0) + 1;
  changes[end] = (changes[end] ?? 0) - 1;
}

function runningSum(changes: Int32Array): Int32Array {
  let sum = 0;
  return changes.map((change) => {
    sum += change;
    return sum;
  });
}
