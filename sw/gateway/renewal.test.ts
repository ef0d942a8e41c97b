import { expect, test } from 'vitest';
import type { AttachRule } from '../config.js';
import { supersededSessionError } from '../session/errors.js';
import type { Authorization } from './authorization.js';
import { createSucceed } from './renewal.js';

const RULE: AttachRule = { url: 'https://api.example.com', bearer: 'accessToken' };

/** A session whose present token has a number, which a renewal counts up. */
function numbered(renewal: () => Promise<void> = async () => {}) {
  const state = { token: 1, renewals: 0, now: 0, sessionId: 'ada' };
  const of = (id: number): Authorization => ({
    id: String(id),
    sessionId: 'ada',
    attachTo: async (request) => request,
  });
  const renew = async () => {
    state.renewals++;
    await renewal();
    state.token++;
  };
  const succeed = createSucceed(
    { renew },
    async (_rule, sessionId) => {
      if (sessionId !== state.sessionId) throw supersededSessionError();
      return of(state.token);
    },
    () => state.now,
  );
  return { state, of, succeed: async (id: number) => (await succeed(RULE, of(id)))?.id };
}

test('what was refused is renewed', async () => {
  const { succeed, state } = numbered();
  expect(await succeed(1)).toBe('2');
  expect(state.renewals).toBe(1);
});

test('what was renewed meanwhile is not renewed again', async () => {
  const { succeed, state } = numbered();
  state.token = 2;
  expect(await succeed(1)).toBe('2');
  expect(state.renewals).toBe(0);
});

test('many refusals of the same token are one renewal', async () => {
  const { succeed, state } = numbered();
  expect(new Set(await Promise.all(Array.from({ length: 20 }, () => succeed(1))))).toEqual(new Set(['2']));
  expect(state.renewals).toBe(1);
});

test('that the tokens of one session were renewed keeps nobody else’s from being renewed', async () => {
  let session = 'ada';
  let version = 1;
  const renewals: string[] = [];
  const authorize = async (): Promise<Authorization> => ({
    id: `${session}-${version}`,
    sessionId: session,
    attachTo: async (request) => request,
  });
  const renew = async () => {
    renewals.push(session);
    version++;
  };
  const succeed = createSucceed({ renew }, authorize, () => 0);
  await succeed(RULE, await authorize());
  session = 'grace';
  version = 1;
  await expect(succeed(RULE, await authorize())).resolves.toMatchObject({ id: 'grace-2' });
  expect(renewals).toEqual(['ada', 'grace']);
});

test('an API that refuses what is new as well causes no more than one renewal a minute', async () => {
  const { succeed, state } = numbered();
  await succeed(1);
  state.now = 59_000;
  expect(await succeed(2)).toBeUndefined();
  expect(state.renewals).toBe(1);
  state.now = 60_000;
  expect(await succeed(2)).toBe('3');
});

test('a renewal that fails has no successor, and may be tried again', async () => {
  const outcomes = [() => Promise.reject(new Error('offline')), async () => {}];
  const { succeed } = numbered(() => outcomes.shift()?.() ?? Promise.resolve());
  expect(await succeed(1)).toBeUndefined();
  expect(await succeed(1)).toBe('2');
});

test.each(['before', 'during'] as const)(
  'a request that has borne one person’s token is not made again with that of somebody who signed in %s the renewal',
  async (when) => {
    const { succeed, state } = numbered(async () => {
      state.sessionId = 'grace';
    });
    if (when === 'before') Object.assign(state, { sessionId: 'grace', token: 2 });
    expect(await succeed(1)).toBeUndefined();
    expect(state.renewals).toBe(when === 'before' ? 0 : 1);
  },
);
