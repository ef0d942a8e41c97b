import { expect, test } from 'vitest';
import { slopeOf } from './slope.js';

test.each([
  ['flat', [1, 1, 1], 0],
  ['rising by two a step', [3, 5, 7], 2],
  ['flat but for noise that comes and goes', [1, 2, 2, 1], 0],
])('the slope of what is %s', (_name, heights, slope) => {
  expect(slopeOf(heights.map((y, x) => ({ x, y })))).toBeCloseTo(slope);
});

test('one moment has no slope', () => {
  expect(() => slopeOf([{ x: 1, y: 1 }])).toThrow(RangeError);
});
