import { describe, expect, test } from 'vitest';
import { countExpiries } from './expiries.js';
import { interleave, orderOf } from './interleave.js';
import { quantile, summarize } from './statistics.js';

describe('a summary', () => {
  test('of samples in any order has their quantiles, interpolated between two of them', () => {
    const samples = Array.from({ length: 101 }, (_, n) => (n * 37) % 101);
    expect(summarize(samples)).toEqual({ samples: 101, min: 0, p50: 50, p90: 90, p99: 99 });
    expect(summarize([4, 1])).toMatchObject({ min: 1, p50: 2.5, p90: 3.7 });
    expect(quantile([7], 0.99)).toBe(7);
  });

  test('sorts numbers as numbers', () => {
    expect(summarize([10, 9, 100]).p50).toBe(10);
  });

  test.each([[[]], [[1, Number.NaN]], [[Number.POSITIVE_INFINITY]]])('of %j is refused', (samples) => {
    expect(() => summarize(samples)).toThrow(RangeError);
  });
});

describe('contenders', () => {
  test('take turns: each is in each place of the order, and before and behind each other one', () => {
    const orders = Array.from({ length: 6 }, (_, round) => orderOf(['a', 'b', 'c'], round).join(''));
    expect(orders).toEqual(['abc', 'bca', 'cab', 'cba', 'acb', 'bac']);
  });

  test('are sampled in every round, and what the warm-up brings is left out', async () => {
    let calls = 0;
    const next = async () => [++calls];
    const samples = await interleave({ a: next, b: next }, { warmUp: 1, rounds: 2 });
    expect(samples).toEqual({ a: [4, 6], b: [3, 5] });
  });
});

describe('requests are counted as expiries', () => {
  const LIFE_MS = 20_000;

  test.each([
    ['none', [], 0],
    ['one client that renews a quarter of the life early', [0, 15_000, 30_000], 3],
    ['a crowd in the same moment', [0, 3, 9, 15_000, 15_002], 2],
    ['stragglers within half a life', [0, 9_999, 10_001], 2],
    ['in any order', [15_000, 0], 2],
  ])('%s', (_what, times, expiries) => {
    expect(countExpiries(times, LIFE_MS)).toBe(expiries);
  });
});
