import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.js';

const KNOWN = ['userPoolId', 'userPoolClientId', 'endpoint', 'url'];

test.each([
  ['userPoolID', 'userPoolId'],
  ['userpoolid', 'userPoolId'],
  ['userPooId', 'userPoolId'],
  ['usrePoolId', 'userPoolId'],
  ['poolId', undefined],
  ['userPoolWebClientId', 'userPoolClientId'],
  ['endpoints', 'endpoint'],
  ['URL', 'url'],
  ['x', undefined],
  ['', undefined],
  ['a-name-that-has-nothing-in-common-with-any', undefined],
])('whoever writes %s means %s', (name, nearest) => {
  expect(nearestName(name, KNOWN)).toBe(nearest);
});
