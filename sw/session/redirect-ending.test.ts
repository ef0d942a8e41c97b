import { describe, expect, test } from 'vitest';
import type { RedirectEnding } from './record.js';
import { isEndingFor } from './redirect-ending.js';

const NOW = 1_000_000;

describe('the end of a sign-in is told', () => {
  const ending: RedirectEnding = { id: 'id', tabId: 'tab', clientId: 'window', at: NOW, taken: false };
  const nobodys: RedirectEnding = { id: 'id', at: NOW, taken: false };
  const asking = (tabId: string, clientId: string) => ({ tabId, clientId });

  test.each([
    ['to the window that it came back to', ending, asking('other', 'window'), true],
    ['to the tab that began it', ending, asking('tab', 'other'), true],
    ['to no other window', ending, asking('other', 'other'), false],
    ['to no other window of the tab, once one was told', { ...ending, taken: true }, asking('tab', 'other'), false],
    ['again to the window that was told', { ...ending, taken: true }, asking('tab', 'window'), true],
    ['to whoever asks first, where nobody knows whose it is', nobodys, asking('other', 'other'), true],
    ['not to a page that comes much later', { ...ending, at: NOW - 120_001 }, asking('tab', 'window'), false],
  ])('%s', (_name, kept, who, expected) => {
    expect(isEndingFor(kept, who, NOW)).toBe(expected);
  });
});
