import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { bundle } from '../harness/bundle.js';
import { expect, type Page, register, signIn, signOut, test } from '../harness/fixtures.js';
import { Status } from './status.js';

const shown = (tab: Page) => tab.evaluate(() => [...new Set(window.react.shown())]);

test.beforeEach(({ app }) => {
  // What a server renders: the same component, where there is no session to know of.
  const markup = renderToString(createElement(Status));
  const page = (content: string) =>
    `<!doctype html><title>React</title><ul id="root">${content}</ul><script type="module" src="/react-page.js"></script>`;
  app.setResource('/react', { type: 'text/html', body: page('') });
  app.setResource('/rendered', { type: 'text/html', body: page(markup) });
  app.setResource('/react-page.js', {
    type: 'text/javascript',
    body: () => bundle({ entry: 'e2e/react/react-page.ts', format: 'esm' }),
  });
});

test('components wait for the client, and then every one shows each sign-in and sign-out, in every tab', async ({
  openTab,
  context,
  app,
  user,
}) => {
  const tab = await context.newPage();
  await tab.goto(`${app.url}/react`);
  await tab.waitForFunction(() => window.react !== undefined);
  await tab.evaluate(() => window.react.render());
  await expect.poll(() => shown(tab)).toEqual(['pending']);
  await register(tab);
  await tab.evaluate(() => window.react.render(window.auth));
  await expect.poll(() => shown(tab)).toEqual(['signedOut']);

  const other = await openTab({ path: '/react' });
  await other.evaluate(() => window.react.render(window.auth));
  await signIn(tab, user);
  for (const each of [tab, other]) await expect.poll(() => shown(each)).toEqual([user.username]);
  await signOut(other);
  for (const each of [tab, other]) await expect.poll(() => shown(each)).toEqual(['signedOut']);
});

test('a component is subscribed once under StrictMode, to its present client alone, and no longer when it is unmounted', async ({
  openTab,
  user,
}) => {
  const tab = await openTab({ path: '/react' });
  const subscriptions = () => tab.evaluate(() => window.react.subscriptions);
  await tab.evaluate(() => window.react.render(window.react.counted(0)));
  await expect.poll(subscriptions).toEqual([20, 0]);
  await tab.evaluate(() => window.react.render(window.react.counted(1)));
  await expect.poll(subscriptions).toEqual([0, 20]);
  await signIn(tab, user); // every one renders again
  await expect.poll(() => shown(tab)).toEqual([user.username]);
  expect(await subscriptions()).toEqual([0, 20]);
  await tab.evaluate(() => window.react.unmount());
  await expect.poll(subscriptions).toEqual([0, 0]);
});

test('a session that changes while React renders many components in a transition never shows in some of them only', async ({
  openTab,
  user,
}) => {
  const tab = await openTab({ path: '/react' });
  const isTorn = (commit: readonly string[]) => commit.length > 1;

  // What reads the state behind React's back shows both states at once: the sign-out does fall into the rendering.
  await signIn(tab, user);
  const control = await tab.evaluate(() => window.react.signOutWhileRendering('getSnapshot'));
  expect(control.renderedBefore).toBeGreaterThan(0);
  expect(control.commits.some(isTorn)).toBe(true);

  await tab.evaluate(() => window.react.unmount());
  await signIn(tab, user);
  const { renderedBefore, commits } = await tab.evaluate(() => window.react.signOutWhileRendering('useSession'));
  expect(renderedBefore).toBeGreaterThan(0);
  expect(commits.filter(isTorn)).toEqual([]);
  expect(commits.at(-1)).toEqual(['signedOut']);
});

test('what a server has rendered is taken over without a difference, and then shows the session', async ({
  openTab,
  user,
}) => {
  const tab = await openTab({ path: '/rendered' });
  await signIn(tab, user);
  expect(await shown(tab)).toEqual(['pending']);
  await tab.evaluate(() => window.react.hydrate(window.auth));
  await expect.poll(() => shown(tab)).toEqual([user.username]);
  expect(await tab.evaluate(() => window.react.repairs)).toEqual([]);
});
