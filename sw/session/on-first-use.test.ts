import { expect, test, vi } from 'vitest';
import { onFirstUse } from './on-first-use.js';

test('an object is made when something of it is asked for, and once', () => {
  const make = vi.fn(() => ({ id: 'a', double: (n: number) => 2 * n }));
  const object = onFirstUse(make, { id: 'a' });
  expect(object.id).toBe('a');
  expect(make).not.toHaveBeenCalled();
  expect([object.double(2), object.double(3)]).toEqual([4, 6]);
  expect(make).toHaveBeenCalledOnce();
});

test('a function is made when it is called, and once', () => {
  const make = vi.fn(() => (n: number) => 2 * n);
  const double = onFirstUse(make);
  expect(make).not.toHaveBeenCalled();
  expect([double(2), double(3)]).toEqual([4, 6]);
  expect(make).toHaveBeenCalledOnce();
});

test('what could not be made is made by the next use', () => {
  const make = vi
    .fn(() => () => 'made')
    .mockImplementationOnce(() => {
      throw new Error('not now');
    });
  const made = onFirstUse(make);
  expect(() => made()).toThrow('not now');
  expect(made()).toBe('made');
});
