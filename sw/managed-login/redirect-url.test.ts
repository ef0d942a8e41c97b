import { expect, test } from 'vitest';
import { chooseRedirectUrl } from './redirect-url.js';

const URLS = [
  'https://www.app.example/',
  'https://app.example/first',
  'https://app.example/orders',
  'http://localhost:1/',
];

test.each([
  ['https://app.example/orders?page=2#top', 'https://app.example/orders'],
  ['https://app.example/elsewhere', 'https://app.example/first'],
  ['https://www.app.example/any/thing', 'https://www.app.example/'],
  ['http://localhost:1/x', 'http://localhost:1/'],
])('from %s the user comes back to %s', (page, expected) => {
  expect(chooseRedirectUrl('redirectSignIn', URLS, page)).toBe(expected);
});

test.each(['https://app.example.evil.net/', 'http://app.example/', 'https://app.example:8443/', 'http://localhost:2/'])(
  'from %s there is no way back: a configuration error names the field and the origin',
  (page) => {
    expect(() => chooseRedirectUrl('redirectSignOut', URLS, page)).toThrow(
      expect.objectContaining({
        kind: 'configuration',
        message: expect.stringContaining('managedLogin.redirectSignOut'),
      }),
    );
  },
);

test('an address that is asked for is taken letter by letter, from any page', () => {
  const page = 'https://app.example/orders';
  expect(chooseRedirectUrl('redirectSignOut', URLS, page, 'https://www.app.example/')).toBe('https://www.app.example/');
  expect(() => chooseRedirectUrl('redirectSignOut', URLS, page, 'https://www.app.example')).toThrow(
    expect.objectContaining({ kind: 'validation', message: expect.stringContaining('oauth.redirectUrl') }),
  );
});
