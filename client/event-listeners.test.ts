import { expect, test } from 'vitest';
import { createEventListeners } from './event-listeners.js';

test('events that came before anybody could listen reach all who begin to listen together, in their order, once', async () => {
  const { add, hold } = createEventListeners();
  hold({ type: 'customOAuthState', customState: 'x' });
  hold({ type: 'signInWithRedirect' });
  hold({ type: 'signedIn' });
  const heard: string[] = [];
  add('signedIn', ({ type }) => heard.push(type));
  add('signInWithRedirect', ({ type }) => heard.push(type));
  add('signInWithRedirect', ({ type }) => heard.push(`${type} again`));
  expect(heard).toEqual([]);
  await Promise.resolve();
  expect(heard).toEqual(['signInWithRedirect', 'signInWithRedirect again', 'signedIn']);
  add('customOAuthState', ({ customState }) => heard.push(customState));
  add('signedIn', ({ type }) => heard.push(`${type} late`));
  await Promise.resolve();
  await Promise.resolve();
  expect(heard.slice(3)).toEqual(['x']);
});
