import { createElement, type ReactNode, StrictMode, startTransition, useLayoutEffect, useState } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import * as library from '../../client/index.js';
import { type SessionSource, useSession } from '../../client/react/index.js';
import { Status } from './status.js';

/** What a test does with React in the page of `/react`. */
export interface ReactPage {
  /** Renders components under StrictMode: without a client, or with it. */
  render(auth?: SessionSource): void;
  /** Takes over what a server has rendered. */
  hydrate(auth: SessionSource): void;
  unmount(): void;
  /** What the components show now. */
  shown(): string[];
  /** Every difference that React had to repair when it hydrated. */
  readonly repairs: string[];
  /** The client, with its subscriptions counted; and once more. */
  counted(index: 0 | 1): SessionSource;
  /** How many subscriptions each of the two has. */
  readonly subscriptions: [number, number];
  /** Renders very many components in one transition, during which it signs out. `reading` says how they read the state. */
  signOutWhileRendering(reading: keyof typeof READINGS): Promise<Rendering>;
}

export interface Rendering {
  /** How many components were rendered with the state before the sign-out. */
  readonly renderedBefore: number;
  /** What was on the screen after a commit: every text once. */
  readonly commits: string[][];
}

declare global {
  interface Window {
    react: ReactPage;
  }
}

const CONSUMERS = 20;
/** So many that the sign-out comes while they are rendered, which would take 10 s if it did not. */
const MANY = 10_000;
/** Before the sign-out, rendering one takes so long, in ms, that React, which gives way after 5, lets messages in. */
const RENDER_MS = 1;
/** Which components look at the whole screen after a commit. */
const LOOK_AT_EACH = 1_000;

const container = document.querySelector('#root') as HTMLElement;
const repairs: string[] = [];
let root: Root | undefined;

const shown = () => [...container.querySelectorAll('li')].map(({ textContent }) => textContent);
const consumers = (auth?: SessionSource) =>
  Array.from({ length: CONSUMERS }, (_, key) => createElement(Status, { key, auth }));

/** How a component reads the status; the second way, of which React knows nothing, is the wrong one. */
const READINGS = {
  useSession: (auth: SessionSource) => useSession(auth)?.status,
  getSnapshot: (auth: SessionSource) => auth.getSnapshot().status,
};

function signOutWhileRendering(reading: keyof typeof READINGS): Promise<Rendering> {
  const { auth } = window;
  const useStatus = READINGS[reading];
  const { status: before } = auth.getSnapshot();
  const commits: string[][] = [];
  let renderedBefore = 0;
  let signedOut: Promise<unknown> | undefined;

  function Consumer({ index }: { readonly index: number }): ReactNode {
    const status = useStatus(auth);
    signedOut ??= auth.signOut();
    if (status === before) {
      renderedBefore++;
      const end = performance.now() + RENDER_MS;
      while (performance.now() < end);
    }
    useLayoutEffect(() => {
      if (index % LOOK_AT_EACH === 0) commits.push([...new Set(shown())]);
    });
    return createElement('li', null, status);
  }

  return new Promise((resolve) => {
    function App(): ReactNode {
      const [isListShown, showList] = useState(false);
      useLayoutEffect(() => {
        if (!isListShown) startTransition(() => showList(true));
        else signedOut?.then(() => resolve({ renderedBefore, commits }));
      }, [isListShown]);
      return isListShown && Array.from({ length: MANY }, (_, key) => createElement(Consumer, { key, index: key }));
    }
    root = createRoot(container);
    root.render(createElement(App));
  });
}

const counted = [count(0), count(1)] as const;

function count(index: 0 | 1): SessionSource {
  return {
    getSnapshot: () => window.auth.getSnapshot(),
    subscribe(listener) {
      const unsubscribe = window.auth.subscribe(listener);
      window.react.subscriptions[index]++;
      return () => {
        unsubscribe();
        window.react.subscriptions[index]--;
      };
    },
  };
}

window.library = library;
window.events = [];
window.states = [];
window.react = {
  render(auth) {
    root ??= createRoot(container);
    root.render(createElement(StrictMode, null, consumers(auth)));
  },
  hydrate(auth) {
    root = hydrateRoot(container, createElement(Status, { auth }), {
      onRecoverableError: (error) => repairs.push(String(error)),
    });
  },
  unmount() {
    root?.unmount();
    root = undefined;
  },
  shown,
  repairs,
  subscriptions: [0, 0],
  counted: (index) => counted[index],
  signOutWhileRendering,
};
