import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readTabId } from './tab-id.js';

/** A document that shows or does not, over the sessionStorage of its tab. */
function load(sessionStorage: object, hidden = false) {
  const document = Object.assign(new EventTarget(), { hidden });
  vi.stubGlobal('document', document);
  vi.stubGlobal('sessionStorage', sessionStorage);
  const tabId = readTabId();
  return {
    tabId,
    show(shows: boolean) {
      document.hidden = !shows;
      document.dispatchEvent(new Event('visibilitychange'));
    },
  };
}

let storage: object;

beforeEach(() => {
  storage = {};
});
afterEach(() => vi.unstubAllGlobals());

test('a page that is loaded after this one in the tab has its name', () => {
  const first = load(storage);
  first.show(false); // it is left
  const second = load(storage);
  expect(second.tabId).toBe(first.tabId);
  second.show(false);
  expect(load(storage).tabId).toBe(first.tabId);
});

test('a tab that is opened with a copy of what this one stores has a name of its own', () => {
  const opener = load(storage);
  const opened = load({ ...storage });
  expect(opened.tabId).not.toBe(opener.tabId);
});

test('so it is for one that is opened once the user has come back from elsewhere', () => {
  const opener = load(storage);
  opener.show(false);
  opener.show(true);
  expect(load({ ...storage }).tabId).not.toBe(opener.tabId);
});

test('a tab that the browser discards while the user reads a code elsewhere has its name afterwards', () => {
  const first = load(storage);
  first.show(false);
  expect(load(storage, true).tabId).toBe(first.tabId); // as it is loaded again, behind others
  expect(load(storage).tabId).toBe(first.tabId);
});

test('where storage is denied a page has a name all the same', () => {
  const denied = new Proxy(
    {},
    {
      get: () => {
        throw new DOMException('Denied.', 'SecurityError');
      },
    },
  );
  expect(load(denied).tabId).toMatch(/^[\w-]{36}$/);
});
