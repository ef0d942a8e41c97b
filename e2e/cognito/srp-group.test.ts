import { createDiffieHellmanGroup } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { g, k, modularPower, N, signedBytes } from './srp-group.js';

test('the prime is the one Node has for the 3072-bit group, and the generator its own', () => {
  const group = createDiffieHellmanGroup('modp15');
  expect(N.toString(16)).toBe(group.getPrime('hex'));
  expect(g).toBe(BigInt(`0x${group.getGenerator('hex')}`));
});

test('the multiplier is the constant that Cognito’s clients carry', () => {
  expect(k.toString(16)).toBe('538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6');
});

test('a modular power is the power, modulo', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 1n << 64n }),
      fc.bigInt({ min: 0n, max: 200n }),
      fc.bigInt({ min: 2n, max: 1n << 64n }),
      (base, exponent, modulus) => {
        expect(modularPower(base, exponent, modulus)).toBe(base ** exponent % modulus);
      },
    ),
  );
});

test.each([
  [0n, '00'],
  [0x14n, '14'],
  [0xecn, '00ec'],
  [0x100n, '0100'],
  [0x8000n, '008000'],
])('%s is hashed as a positive two’s-complement number: %s', (value, hex) => {
  expect(signedBytes(value).toString('hex')).toBe(hex);
});
