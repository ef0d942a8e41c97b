import { expect, test } from 'vitest';
import { readCallback } from './callback.js';

const REDIRECTS = ['https://app.example', 'https://app.example/callback', 'https://app.example/in?via=login'];

test.each([
  ['https://app.example/?code=c&state=s', 'https://app.example'],
  ['https://app.example/callback?code=c&state=s', 'https://app.example/callback'],
  ['https://app.example/callback?error=access_denied&error_description=No&state=s', 'https://app.example/callback'],
  ['https://app.example/callback?state=s&code=c#fragment', 'https://app.example/callback'],
  ['https://app.example/callback?code=c&state=s&utm=1', 'https://app.example/callback'],
  ['https://app.example/in?via=login&code=c&state=s', 'https://app.example/in?via=login'],
])('%s answers to %s', (address, redirectUri) => {
  expect(readCallback(REDIRECTS, address)).toMatchObject({ state: 's', redirectUri });
});

test.each([
  ['nothing of managed login in it', 'https://app.example/callback'],
  ["an error of the app's own", 'https://app.example/callback?error=out-of-stock'],
  ["a code of the app's own", 'https://app.example/callback?code=voucher'],
  ["a state of the app's own", 'https://app.example/callback?state=open'],
  ['an empty state', 'https://app.example/callback?code=c&state='],
  ['an empty code', 'https://app.example/callback?code=&state=s'],
  ['the answer in the fragment', 'https://app.example/callback#code=c&state=s'],
  ['another path', 'https://app.example/other?code=c&state=s'],
  ['a path below', 'https://app.example/callback/more?code=c&state=s'],
  ['a path that begins alike', 'https://app.example/callbacks?code=c&state=s'],
  ['another origin', 'https://app.example.evil.net/callback?code=c&state=s'],
  ['another port', 'https://app.example:444/callback?code=c&state=s'],
  ['another scheme', 'http://app.example/callback?code=c&state=s'],
  ['without the query that was configured', 'https://app.example/in?code=c&state=s'],
])('an address with %s is no answer: %s', (_name, address) => {
  expect(readCallback(REDIRECTS, address)).toBeUndefined();
});
