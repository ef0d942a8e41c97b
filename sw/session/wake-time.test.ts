import { describe, expect, test } from 'vitest';
import { emptyRecord, type RenewalFailure, type SessionRecord } from './record.js';
import type { TimeReading } from './server-time.js';
import { wakeIn } from './wake-time.js';

const HOUR = 3_600_000;
const BUFFER = 120_000;
const now: TimeReading = { now: HOUR, offsetMs: 0, certain: true };
const sealed = { iv: new Uint8Array(), ciphertext: new ArrayBuffer(0) };
const failure = (retryAt: number): RenewalFailure => ({
  count: 1,
  retryAt,
  error: { kind: 'service', message: '', recoverySuggestion: '', retryable: true },
});

function signedIn(expiresAt: number, more: Partial<SessionRecord> = {}): SessionRecord {
  const validity = { issuedAt: expiresAt - HOUR, expiresAt };
  return {
    ...emptyRecord('store', 'session'),
    signIn: {
      user: { userId: 'u', username: 'u' },
      since: expiresAt - HOUR,
      lastActivityAt: expiresAt - HOUR,
      renewals: 0,
      tokens: { sealed, version: 1, idToken: validity, accessToken: validity },
    },
    ...more,
  };
}

const attempt = { id: 'a', startedAt: HOUR - 1_000, tokensVersion: 1 };
const unconfirmed = (userId: string) => ({
  devices: { [userId]: { deviceKey: 'd', sealed, confirmation: { failures: 1, retryAt: HOUR + 4_000 } } },
});
const waiting = (retryAt: number) => ({ id: 'r', sealed, failures: 1, retryAt });

describe('when a page should wake the worker', () => {
  test.each<[string, SessionRecord, number | undefined]>([
    ['never, for nobody', emptyRecord('store', 'session'), undefined],
    ['when the tokens are due', signedIn(2 * HOUR), HOUR - BUFFER],
    ['soon, when they are overdue', signedIn(HOUR), 1_000],
    ['after the pause that follows a failure', signedIn(HOUR, { tokensFailure: failure(HOUR + 7_000) }), 7_000],
    ['soon, to see whether a refresh got its answer', signedIn(2 * HOUR, { attempt }), 3_000],
    [
      'after the pause, to repeat one that got none',
      signedIn(2 * HOUR, { attempt, tokensFailure: failure(HOUR + 5_000) }),
      5_000,
    ],
    [
      'not for an attempt beyond every grace period',
      signedIn(2 * HOUR, { attempt: { ...attempt, startedAt: 0 } }),
      HOUR - BUFFER,
    ],
    ['to confirm a device', signedIn(2 * HOUR, unconfirmed('u')), 4_000],
    ["not for a device of somebody else's", signedIn(2 * HOUR, unconfirmed('v')), HOUR - BUFFER],
    ['to send a revocation', { ...emptyRecord('store', 'session'), revocations: [waiting(HOUR + 9_000)] }, 9_000],
  ])('%s', (_name, record, expected) => {
    expect(wakeIn(record, now, { expiryBufferMs: BUFFER, policy: {} }, 0)).toBe(expected);
  });

  test.each<[string, SessionRecord, number | undefined]>([
    ['every so often, for somebody', signedIn(2 * HOUR), 20_000],
    ['earlier, when something is due earlier', signedIn(2 * HOUR, { attempt }), 3_000],
    [
      'every so often, for somebody who is about to sign in',
      { ...emptyRecord('store', 'session'), challenges: { tab: { sealed, expiresAt: 2 * HOUR } } },
      20_000,
    ],
    ['never, for nobody', emptyRecord('store', 'session'), undefined],
  ])('while the session is in its memory alone: %s', (_name, record, expected) => {
    expect(wakeIn(record, now, { expiryBufferMs: BUFFER, policy: {}, keepAliveMs: 20_000 }, 0)).toBe(expected);
  });

  test('renewals ahead of time are spread over half of the buffer', () => {
    const spread = (random: number) => wakeIn(signedIn(2 * HOUR), now, { expiryBufferMs: BUFFER, policy: {} }, random);
    expect(spread(0.5)).toBe(HOUR - BUFFER + BUFFER / 4);
    expect(spread(0.999)).toBeLessThan(HOUR - BUFFER / 2);
  });
});

test('credentials that wait for expired tokens wake nobody before these may be asked for again', () => {
  const expired = now.now - 1_000;
  const credentials = { sealed, validity: { issuedAt: expired - HOUR, expiresAt: expired } };
  const record = signedIn(expired, {
    identity: { identityPoolId: 'p', identityId: 'i', kind: 'user', credentials },
    tokensFailure: failure(now.now + 25_000),
  });
  expect(wakeIn(record, now, { expiryBufferMs: BUFFER, policy: {} }, 0)).toBe(25_000);
});
