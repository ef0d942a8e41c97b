import { describe, expect, test } from 'vitest';
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

describe('an event that came before anybody could listen', () => {
  async function hearAfterwards({ add }: ReturnType<typeof createEventListeners>): Promise<string[]> {
    const heard: string[] = [];
    add('signInWithRedirect', ({ type }) => heard.push(type));
    await Promise.resolve();
    return heard;
  }

  test('is not lost to a listener whose signal is aborted already', async () => {
    const listeners = createEventListeners();
    listeners.hold({ type: 'signInWithRedirect' });
    listeners.add('signInWithRedirect', () => {}, { signal: AbortSignal.abort() });
    await Promise.resolve();
    expect(await hearAfterwards(listeners)).toEqual(['signInWithRedirect']);
  });

  test('is not lost to a listener that is removed at once', async () => {
    const listeners = createEventListeners();
    const listener = () => {};
    listeners.hold({ type: 'signInWithRedirect' });
    listeners.add('signInWithRedirect', listener);
    listeners.remove('signInWithRedirect', listener);
    await Promise.resolve();
    expect(await hearAfterwards(listeners)).toEqual(['signInWithRedirect']);
  });

  test('is forgotten at a sign-out', async () => {
    const listeners = createEventListeners();
    listeners.hold({ type: 'signInWithRedirect' });
    listeners.dispatch({ type: 'signedOut' });
    expect(await hearAfterwards(listeners)).toEqual([]);
  });
});
