import { expect, test } from 'vitest';
import { AuthError } from '../../shared/auth-error.js';
import { emptyRecord, type PendingRedirect } from './record.js';
import { flowIdOf, judgeRedirect } from './redirect-verdict.js';

const NOW = 1_000_000;

const pending = (stage: PendingRedirect['stage'], expiresAt = NOW + 1): PendingRedirect => ({
  tabId: 'tab',
  stage,
  expiresAt,
});

test.each([
  ['one that waits', pending('begun'), 'may be used'],
  ['one that has waited too long', pending('begun', NOW), 'invalidState'],
  ['one whose code is on its way already', pending('exchanging'), 'interrupted'],
  ['one that has ended', pending('concluded'), 'invalidState'],
  ['one that ended long ago', pending('concluded', NOW), 'invalidState'],
])('an answer to a sign-in, %s: %o -> %s', (_name, redirect, expected) => {
  const verdict = judgeRedirect({ ...emptyRecord('store', 'session'), redirects: { flow: redirect } }, 'flow', NOW);
  const told = verdict instanceof AuthError ? (verdict.code ?? verdict.kind) : 'may be used';
  expect(told).toBe(expected);
});

test.each(['other', '', 'constructor', '__proto__'])('an answer to no sign-in (%j) is refused', (flowId) => {
  for (const redirects of [undefined, { flow: pending('begun') }]) {
    const record = { ...emptyRecord('store', 'session'), ...(redirects && { redirects }) };
    expect(judgeRedirect(record, flowId, NOW)).toMatchObject({ kind: 'invalidState' });
  }
});

test.each([
  ['flow.secret', 'flow'],
  ['flow', 'flow'],
  ['flow.a.b', 'flow'],
  ['.secret', ''],
])('the state %s names the flow %j', (state, flowId) => {
  expect(flowIdOf(state)).toBe(flowId);
});
