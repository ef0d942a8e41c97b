import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { type SessionSource, useSession } from './use-session.js';

const SIGNED_IN: SessionSource = {
  getSnapshot: () => ({ status: 'signedIn', isSignedIn: true }),
  subscribe: () => {
    throw new Error('A server subscribes to nothing.');
  },
};

test.each([
  ['no client yet', undefined],
  ['no client', null],
  ['a client', SIGNED_IN],
])('on a server nothing is known of the session, with %s', (_name, auth) => {
  const seen: unknown[] = [];
  const Component = () => {
    seen.push(useSession(auth));
    return null;
  };
  renderToString(createElement(Component));
  expect(seen).toEqual([undefined]);
});
