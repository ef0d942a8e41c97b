import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** A page's own copy of the module, with a document that shows or does not, over the sessionStorage of its tab. */
async function load(sessionStorage: object, { hidden = false, frameElement = null as object | null } = {}) {
  const document = Object.assign(new EventTarget(), { hidden });
  vi.stubGlobal('document', document);
  vi.stubGlobal('sessionStorage', sessionStorage);
  vi.stubGlobal('frameElement', frameElement);
  vi.resetModules();
  const { readTabId } = await import('./tab-id.js');
  return {
    tabId: readTabId(),
    readTabId,
    show(shows: boolean) {
      vi.stubGlobal('document', document);
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

test('a page that is loaded after this one in the tab has its name', async () => {
  const first = await load(storage);
  first.show(false); // it is left
  const second = await load(storage);
  expect(second.tabId).toBe(first.tabId);
  second.show(false);
  expect((await load(storage)).tabId).toBe(first.tabId);
});

test('a tab that is opened with a copy of what this one stores has a name of its own', async () => {
  const opener = await load(storage);
  const opened = await load({ ...storage });
  expect(opened.tabId).not.toBe(opener.tabId);
});

test('so has one that is opened once the user has come back from elsewhere', async () => {
  const opener = await load(storage);
  opener.show(false);
  opener.show(true);
  expect((await load({ ...storage })).tabId).not.toBe(opener.tabId);
});

test('a tab that the browser discards while the user reads a code elsewhere has its name afterwards', async () => {
  const first = await load(storage);
  first.show(false);
  expect((await load(storage, { hidden: true })).tabId).toBe(first.tabId); // as it is loaded again, behind others
  expect((await load(storage)).tabId).toBe(first.tabId);
});

test('all workers that a page registers know its tab by one name, after a reload as well', async () => {
  const page = await load(storage);
  expect(page.readTabId()).toBe(page.tabId);
  page.show(false);
  const next = await load(storage);
  expect([next.tabId, next.readTabId()]).toEqual([page.tabId, page.tabId]);
});

test('a frame, which shares the storage of the page around it, has another name, and leaves the page its own', async () => {
  const page = await load(storage);
  const frame = await load(storage, { frameElement: {} });
  expect(frame.tabId).not.toBe(page.tabId);
  page.show(false);
  frame.show(false);
  expect((await load(storage)).tabId).toBe(page.tabId);
});

const throwing = (name: string) => () => {
  throw new DOMException('No.', name);
};

test.each([
  ['denied', { get: throwing('SecurityError'), set: throwing('SecurityError') }],
  ['full', { set: throwing('QuotaExceededError') }],
])('where storage is %s a page has a name all the same, and no error at leaving', async (_what, handler) => {
  const listeners: (() => void)[] = [];
  const addEventListener = (_type: string, listener: () => void) => listeners.push(listener);
  const { tabId, readTabId } = await load(new Proxy({}, handler));
  expect(tabId).toMatch(/^[\w-]{36}$/);
  expect(readTabId()).toBe(tabId);
  vi.stubGlobal('document', { hidden: false, addEventListener });
  vi.resetModules();
  (await import('./tab-id.js')).readTabId();
  Object.assign(document, { hidden: true });
  expect(listeners).toHaveLength(1);
  for (const listener of listeners) expect(listener).not.toThrow();
});
