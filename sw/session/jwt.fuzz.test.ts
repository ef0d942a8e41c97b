import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AuthError } from '../../shared/auth-error.js';
import { fuzzRuns } from '../../shared/testing/fuzz-runs.js';
import { brokenJwt } from '../testing/junk.js';
import { readClaims, readUser, readValidities, readValidity } from './jwt.js';
import { createServerTime } from './server-time.js';
import { createVirtualClock } from './testing/virtual-clock.js';

/** What the domain reads of a token, whatever it is: what is needed, of its type and sensible, or an AuthError, or nothing. */
test('whatever stands for a token: it says who somebody is, or that is an AuthError, and its life is one that a clock can have', () => {
  fc.assert(
    fc.property(fc.oneof(brokenJwt, fc.string({ unit: 'binary' })), (token) => {
      const claims = readClaims(token);
      expect(claims === undefined || (typeof claims === 'object' && !Array.isArray(claims))).toBe(true);
      for (const validity of Object.values(readValidities({ idToken: token, accessToken: token }))) {
        expect(Number.isNaN(new Date(validity.issuedAt).getTime())).toBe(false);
        expect(Number.isNaN(new Date(validity.expiresAt).getTime())).toBe(false);
      }
      let user: unknown;
      try {
        user = readUser(token);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(AuthError);
        if (token.length > 8) expect(JSON.stringify((thrown as AuthError).toData())).not.toContain(token);
        return;
      }
      expect(user).toEqual({ userId: expect.any(String), username: expect.any(String) });
      expect(user).not.toMatchObject({ userId: '' });
    }),
    fuzzRuns(500),
  );
});

/** As establish.ts and token-renewal.ts take the time from a token, and a response's header from fetch-within-limit.ts. */
test('whatever times the service tells: the clock stays one, and believes the next sensible one', () => {
  const moment = fc.oneof(
    brokenJwt.map((token) => readValidity(token)?.issuedAt),
    fc.oneof(fc.string(), fc.date({ noInvalidDate: true }).map(String)).map((header) => Date.parse(header)),
  );
  fc.assert(
    fc.property(fc.array(moment, { maxLength: 5 }), (moments) => {
      const clock = createVirtualClock();
      const time = createServerTime(clock);
      for (const told of moments) if (told !== undefined && !Number.isNaN(told)) time.observe(told, time.moment());
      expect(Number.isFinite(time.read().now)).toBe(true);
      const { offsetMs = 0, learntAt = 0 } = time.toStore() ?? {};
      expect(Number.isFinite(offsetMs) && Number.isFinite(learntAt)).toBe(true);
      time.observe(clock.now(), time.moment());
      expect(Math.abs(time.read().now - clock.now())).toBeLessThanOrEqual(2_000);
    }),
    fuzzRuns(500),
  );
});
