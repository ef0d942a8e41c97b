import { describe, expect, test } from 'vitest';
import { jwtWithPayload } from '../testing/junk.js';
import { readUser, readValidity } from './jwt.js';

const tokenOf = (claims: object) => jwtWithPayload(JSON.stringify(claims));

describe('the life of a token', () => {
  test('is that of its claims, in milliseconds', () => {
    expect(readValidity(tokenOf({ iat: 1.5, exp: 3600 }))).toEqual({ issuedAt: 1500, expiresAt: 3_600_000 });
  });

  test.each([
    ['iat', { iat: 1e300, exp: 1e300 }],
    ['iat', { iat: -1e13, exp: 0 }],
    ['exp', { iat: 0, exp: 8.7e12 }],
    ['exp', { iat: 0, exp: '3600' }],
    ['iat', { exp: 3600 }],
  ])('is unknown where %s is no moment: %j', (_claim, claims) => {
    expect(readValidity(tokenOf(claims))).toBeUndefined();
  });
});

describe('the user of an ID token', () => {
  test.each([
    [
      { sub: 'id', 'cognito:username': 'ada' },
      { userId: 'id', username: 'ada' },
    ],
    [{ sub: 'id' }, { userId: 'id', username: 'id' }],
  ])('%j is %j', (claims, user) => {
    expect(readUser(tokenOf(claims))).toEqual(user);
  });

  test.each([{}, { sub: '' }, { sub: 7 }, { sub: ['id'] }, { sub: 'id', 'cognito:username': {} }])(
    '%j is nobody',
    (claims) => {
      expect(() => readUser(tokenOf(claims))).toThrow(expect.objectContaining({ kind: 'unknown' }));
    },
  );
});
