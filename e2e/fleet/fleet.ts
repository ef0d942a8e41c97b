import { createRandom } from '../simulation/random.js';
import type { FleetAssumptions } from './assumptions.js';
import { createEventQueue } from './event-queue.js';
import type { RenewalPolicy } from './renewal-policy.js';

/** The day is reported in steps of this, in ms. */
export const STEP_MS = 10_000;

export interface FleetDay {
  readonly policy: string;
  /** For each step of the day: requests that came, those over the quota, and those that the outage took. */
  readonly requests: Uint32Array;
  readonly throttled: Uint32Array;
  readonly lost: Uint32Array;
  /** Users with the app open, and those of them whose tokens are over, at the beginning of each step. */
  readonly online: Int32Array;
  readonly withoutToken: Int32Array;
}

interface Client {
  readonly sessionEnd: number;
  /** Whether it stands for its user where users without a token are counted. */
  readonly counts: boolean;
  expiresAt: number;
  failures: number;
  retryAt: number;
  /** Requests of the renewal under way that have failed; before the first one, none. */
  attempt: number;
}

/** Lives one day of the fleet. The same assumptions, policy and seed give the same day. */
export function liveDay(assumptions: FleetAssumptions, policy: RenewalPolicy, seed: number): FleetDay {
  const { dayMs, tokenLifetimeMs, quotaPerSecond, answerMs, outage } = assumptions;
  const steps = Math.ceil(dayMs / STEP_MS);
  const requests = new Uint32Array(steps);
  const throttled = new Uint32Array(steps);
  const lost = new Uint32Array(steps);
  const onlineChanges = new Int32Array(steps + 1);
  const withoutTokenChanges = new Int32Array(steps + 1);
  const random = createRandom(seed).next;
  const queue = createEventQueue();
  const clients = createClients(assumptions, policy, seed, (at, client) => queue.push(at, client));
  for (const { counts, expiresAt, sessionEnd } of clients)
    if (counts) noteInterval(onlineChanges, expiresAt, sessionEnd);

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

  function plan(index: number, client: Client, now: number): void {
    client.attempt = 0;
    const { expiresAt, failures, retryAt, sessionEnd } = client;
    const at = policy.next({ now, expiresAt, failures, retryAt }, assumptions, random);
    if (at < sessionEnd) queue.push(at, index);
    else if (client.counts) noteInterval(withoutTokenChanges, expiresAt, sessionEnd);
  }

  while (queue.pop()) {
    const { at: now, client: index } = queue;
    const step = Math.floor(now / STEP_MS);
    if (step >= steps) break;
    const client = clients[index] as Client;
    requests[step] = (requests[step] ?? 0) + 1;
    const isOut = outage !== undefined && now >= outage.fromMs && now < outage.toMs;
    if (isOut) lost[step] = (lost[step] ?? 0) + 1;
    const isServed = !isOut && isWithinQuota(now);
    if (!isOut && !isServed) throttled[step] = (throttled[step] ?? 0) + 1;
    const answeredAt = now + answerMs;
    if (isServed) {
      if (client.counts) noteInterval(withoutTokenChanges, client.expiresAt, answeredAt);
      client.expiresAt = answeredAt + tokenLifetimeMs;
      client.failures = 0;
      client.retryAt = 0;
      plan(index, client, answeredAt);
      continue;
    }
    client.attempt++;
    const pause = policy.pause(client.attempt, random);
    if (pause !== undefined) {
      queue.push(answeredAt + pause, index);
      continue;
    }
    client.failures++;
    client.retryAt = policy.retryAt(answeredAt, client.failures, random);
    plan(index, client, answeredAt);
  }
  return {
    policy: policy.name,
    requests,
    throttled,
    lost,
    online: runningSum(onlineChanges),
    withoutToken: runningSum(withoutTokenChanges),
  };
}

/**
 * The users' tabs, or their origins. A session that begins finds expired tokens of the day before, which are renewed
 * once for all its tabs in any case. The users are the same under each policy.
 */
function createClients(
  assumptions: FleetAssumptions,
  policy: RenewalPolicy,
  seed: number,
  begin: (at: number, client: number) => void,
): Client[] {
  const { users, startsByHour, onTheHour, onTheHourScatterMs, sessionMedianMs, sessionSigma, tabShares } = assumptions;
  const random = createRandom(seed + 1).next;
  const hourMs = assumptions.dayMs / startsByHour.length;
  const clients: Client[] = [];
  for (let user = 0; user < users; user++) {
    const hour = pick(startsByHour, random());
    const scatter = onTheHour > random() ? Math.abs(gaussian(random)) * onTheHourScatterMs : random() * hourMs;
    const start = hour * hourMs + scatter;
    const sessionEnd = start + sessionMedianMs * Math.exp(sessionSigma * gaussian(random));
    const tabs = 1 + pick(tabShares, random());
    const first = { sessionEnd, counts: true, expiresAt: start, failures: 0, retryAt: 0, attempt: 0 };
    begin(start, clients.push(first) - 1);
    if (!policy.perTab) continue;
    // The others have got the first one's tokens from the browser's storage, and set their timers by them.
    const expiresAt = start + assumptions.answerMs + assumptions.tokenLifetimeMs;
    for (let tab = 1; tab < tabs; tab++) {
      const at = policy.next({ now: start, expiresAt, failures: 0, retryAt: 0 }, assumptions, random);
      const index = clients.push({ ...first, counts: false, expiresAt }) - 1;
      if (at < sessionEnd) begin(at, index);
    }
  }
  return clients;
}

/** The least n for which the shares up to it exceed the number in [0, 1). */
function pick(shares: readonly number[], number: number): number {
  let sum = 0;
  for (const [index, share] of shares.entries()) {
    sum += share;
    if (number < sum) return index;
  }
  return shares.length - 1;
}

/** Normally distributed, by Box and Muller. */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
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
