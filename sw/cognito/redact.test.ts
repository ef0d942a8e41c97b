import { expect, test } from 'vitest';
import { redact, secretsOf } from './redact.js';

test.each([
  ['a secret', 'Value Passw0rd! is bad', ['Passw0rd!'], 'Value [redacted] is bad'],
  ['every time it occurs', 'Passw0rd!Passw0rd!', ['Passw0rd!'], '[redacted][redacted]'],
  ['a secret that holds another', 'abcdefgh', ['abcd', 'abcdefgh'], '[redacted]'],
  ['a JWT that nobody named', 'token eyJhbGciOi.eyJzdWIi.c2ln is bad', [], 'token [redacted] is bad'],
  ['an encrypted refresh token', 'eyJjdHki.a-b_c.d.e.f', [], '[redacted]'],
  ['no short value', 'An example', ['a', 'ex', ''], 'An example'],
])('a text is kept without %s', (_, text, secrets, result) => {
  expect(redact(text, secrets)).toBe(result);
});

test('a long text is cut, wherever a secret in it ends, and however many beginnings of a token are in it', () => {
  const secret = 'Passw0rd!';
  for (let length = 980; length < 1_010; length++) {
    const cut = redact(`${'x'.repeat(length)}${secret} and more`, [secret]);
    expect(cut).not.toContain('Pass');
    expect(cut.length).toBeLessThanOrEqual(1_000);
  }
  const began = performance.now();
  redact('eyJ-'.repeat(250_000), [secret]);
  expect(performance.now() - began).toBeLessThan(5_000); // by the square of the length it would be some minutes
});

test('every member of a request is a secret unless it is known not to be', () => {
  const input = {
    ClientId: 'public client',
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'alice', PASSWORD: 'the password', NEW_THING: 'the unknown' },
    ClientMetadata: { captcha: 'the captcha' },
    Session: undefined,
    Logins: { 'cognito-idp.eu-west-1.amazonaws.com/x': 'the token' },
  };
  expect(secretsOf(input)).toEqual(['the password', 'the unknown', 'the captcha', 'the token']);
});
