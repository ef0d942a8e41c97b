import fc from 'fast-check';
import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { isTotpCode, totpCode } from './totp.js';

const secrets = fc.uint8Array({ minLength: 10, maxLength: 32 }).map((bytes) => new Secret({ buffer: bytes.buffer }));
const times = fc.nat({ max: 4_102_444_800 }).map((seconds) => seconds * 1000);

test('the codes are those of an authenticator app, for any secret and time', () => {
  fc.assert(
    fc.property(secrets, times, (secret, timestamp) => {
      expect(totpCode(secret.base32, timestamp)).toBe(new TOTP({ secret }).generate({ timestamp }));
    }),
  );
});

test('the code before and the code after are taken, and those beyond are not', () => {
  const secret = new Secret({ size: 20 });
  const now = 1_700_000_000_000;
  const codeAt = (steps: number) => new TOTP({ secret }).generate({ timestamp: now + steps * 30_000 });
  const neighbours = [-1, 0, 1].map(codeAt);
  expect(neighbours.every((code) => isTotpCode(secret.base32, code, now))).toBe(true);
  const beyond = [-3, -2, 2, 3].map(codeAt).filter((code) => !neighbours.includes(code));
  expect(beyond.some((code) => isTotpCode(secret.base32, code, now))).toBe(false);
});
