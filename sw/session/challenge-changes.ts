/** The ways in which the sign-ins in progress change: those that wait for the user's answer. A sign-in ends them all. */
import type { Change } from './changes.js';
import type { ChallengeState } from './ports.js';
import type { PendingChallenge, Sealed } from './record.js';
import { without } from './without.js';

/** A sign-in waits for the user's answer, in one tab. */
export function challengeReceived(by: {
  readonly generation: number;
  readonly tabId: string;
  readonly sealed: Sealed<ChallengeState>;
  readonly expiresAt: number;
  readonly now: number;
}): Change {
  return (record) => {
    if (record.generation !== by.generation) return record;
    const alive = Object.entries(record.challenges).filter(([, { expiresAt }]) => expiresAt > by.now);
    return {
      ...record,
      challenges: { ...Object.fromEntries(alive), [by.tabId]: { sealed: by.sealed, expiresAt: by.expiresAt } },
    };
  };
}

/** The tab's challenge is beyond answering: whichever it is, or this one, unless another has taken its place meanwhile. */
export function challengeDropped(tabId: string, challenge?: PendingChallenge): Change {
  return (record) => {
    if (!Object.hasOwn(record.challenges, tabId)) return record;
    if (challenge && record.challenges[tabId]?.expiresAt !== challenge.expiresAt) return record;
    return { ...record, challenges: without(record.challenges, tabId) };
  };
}
