import type { BrowserContext, Page } from 'playwright/test';
import type { WebDriverSession } from './web-driver.js';

/** Between two looks at a page, in ms: a command takes about as long. */
const LOOK_MS = 20;

const DEFAULT_LIMIT_MS = 20_000;

/** What stands in for a Playwright page where Playwright cannot drive the engine. */
type DrivenPage = Pick<
  Page,
  | 'goto'
  | 'evaluate'
  | 'waitForFunction'
  | 'url'
  | 'title'
  | 'close'
  | 'reload'
  | 'context'
  | 'bringToFront'
  | 'addScriptTag'
>;

const ADD_SCRIPT = `(content) => {
  const script = document.createElement('script');
  script.textContent = content;
  document.head.append(script);
}`;

interface Settled {
  readonly done: boolean;
  readonly isUndefined?: boolean;
  readonly error?: string;
  readonly value?: unknown;
}

/**
 * A tab of a WebDriver session in the shape of a Playwright page, as far as the core tests go. What is evaluated may take
 * its time: its promise is kept in the page and looked at, so that the other tabs are not held up.
 */
export function createWebKitPage(session: WebDriverSession, handle: string, context: BrowserContext): Page {
  let current = 'about:blank';
  let evaluations = 0;

  async function evaluate(work: unknown, arg: unknown): Promise<unknown> {
    const id = `evaluation-${evaluations++}`;
    await session.execute(
      handle,
      `const [id, source, arg] = arguments;
       const results = (window.__evaluations ??= {});
       results[id] = { done: false };
       Promise.resolve().then(() => (0, eval)('(' + source + ')')(arg === null ? undefined : arg)).then(
         (value) => { results[id] = { done: true, isUndefined: value === undefined, value }; },
         (error) => { results[id] = { done: true, error: String(error && error.stack ? error + '\\n' + error.stack : error) }; },
       );`,
      [id, String(work), arg === undefined ? null : arg],
    );
    for (;;) {
      const result = (await session.execute(
        handle,
        `const result = (window.__evaluations ?? {})[arguments[0]];
         if (result && result.done) delete window.__evaluations[arguments[0]];
         return result ?? { done: true, error: 'The page was left while something was evaluated in it.' };`,
        [id],
      )) as Settled;
      if (result.error !== undefined) throw new Error(result.error);
      if (result.done) return result.isUndefined ? undefined : result.value; // JSON makes null of it
      await look();
    }
  }

  const page = {
    async goto(url: string) {
      await session.navigate(handle, url);
      current = url;
      return null;
    },
    async reload() {
      await session.reload(handle);
      return null;
    },
    evaluate,
    async waitForFunction(work: unknown, arg?: unknown) {
      const deadline = Date.now() + DEFAULT_LIMIT_MS;
      while (!(await evaluate(work, arg))) {
        if (Date.now() > deadline) throw new Error(`It did not come true within ${DEFAULT_LIMIT_MS} ms: ${work}`);
        await look();
      }
    },
    title: () => evaluate('() => document.title', undefined),
    async addScriptTag({ content = '' }: { readonly content?: string }) {
      await evaluate(ADD_SCRIPT, content);
    },
    url: () => current,
    context: () => context,
    bringToFront: async () => {},
    close: () => session.closeTab(handle),
  };
  return page as unknown as DrivenPage as Page;
}

function look(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
