import { describe, expect, test } from 'vitest';
import type { TimeReading } from './server-time.js';
import { DEFAULT_EXPIRY_BUFFER_MS, dueAt, isDue, isExpired } from './validity.js';

const HOUR = { issuedAt: 0, expiresAt: 3_600_000 };
const SHORT = { issuedAt: 0, expiresAt: 300_000 };

const at = (now: number, certain = true): TimeReading => ({ now, offsetMs: 0, certain });

describe('when a value is due', () => {
  test.each([
    ['an hour-long value 120 s before its end', HOUR, 3_480_000],
    ['a five-minute value at three quarters of its life', SHORT, 225_000],
  ])('%s', (_name, validity, moment) => {
    expect(dueAt(validity, DEFAULT_EXPIRY_BUFFER_MS)).toBe(moment);
    expect(isDue(validity, at(moment - 1), DEFAULT_EXPIRY_BUFFER_MS)).toBe(false);
    expect(isDue(validity, at(moment), DEFAULT_EXPIRY_BUFFER_MS)).toBe(true);
  });

  test.each([
    ['before its end', HOUR, at(3_599_999), false],
    ['at its end', HOUR, at(3_600_000), true],
    ['unreadable', undefined, at(0), true],
    ['by a clock that is certainly wrong', HOUR, at(0, false), true],
  ])('expired: %s', (_name, validity, time, expired) => {
    expect(isExpired(validity, time)).toBe(expired);
  });
});
