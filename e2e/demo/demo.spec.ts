import { test as base, expect, type Locator, type Page } from 'playwright/test';
import { type Demo, startDemo } from './demo-server.js';

interface Fixtures {
  demo: Demo;
  /** Opens the demo in another tab; the test fails if a tab breaks the policy that the server sends. */
  openDemo: () => Promise<Page>;
}

const test = base.extend<Fixtures>({
  demo: async ({}, use) => {
    const demo = await startDemo();
    await use(demo);
    await demo.close();
  },

  openDemo: async ({ context, demo }, use) => {
    const violations: string[] = [];
    await use(async () => {
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) violations.push(message.text());
      });
      await page.goto(demo.url);
      await expect(who(page)).not.toHaveText('Starting the worker…');
      return page;
    });
    expect(violations).toEqual([]);
  },
});

const who = (page: Page): Locator => page.locator('#who');
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
const log = (page: Page): Locator => page.getByRole('log');
const held = (page: Page): Locator => page.locator('#holdings-summary');

async function signIn(page: Page): Promise<void> {
  await button(page, 'Sign in').click();
  await expect(who(page)).toHaveText('Ada is signed in');
}

test('a sign-in in one tab and a sign-out in another show in both @core @playwright', async ({ openDemo }) => {
  const first = await openDemo();
  const second = await openDemo();

  await signIn(first);
  await expect(who(second)).toHaveText('Ada is signed in');

  await button(second, 'Sign out, in every tab').click();
  for (const tab of [first, second]) {
    await expect(who(tab)).toHaveText('Nobody is signed in');
    await expect(log(tab)).toContainText('Signed out');
  }
});

test('a password that was typed is not in the form any more after the sign-out', async ({ openDemo, demo }) => {
  const page = await openDemo();
  const [person] = demo.people;
  const typed = { username: 'countess', password: 'Difference-Engine-1822' };
  demo.cognito.createUser(typed);
  const [username, password] = [page.getByLabel('User name'), page.getByLabel('Password')];
  await username.fill(typed.username);
  await password.fill(typed.password);
  await button(page, 'Sign in').click();
  await button(page, 'Sign out, in every tab').click();
  await expect(username).toHaveValue(person?.username ?? 'nobody');
  await expect(password).toHaveValue(person?.password ?? 'nothing');
});

test('managed login signs in and comes back, and the sign-out ends its session', async ({ openDemo, demo }) => {
  const page = await openDemo();
  const [person] = demo.people;
  const committed: string[] = [];
  page.on('framenavigated', (frame) => committed.push(frame.url()));
  await button(page, 'Sign in with managed login').click();
  await expect(page.getByRole('heading', { name: 'Sign in', level: 1, exact: true })).toBeVisible(); // the demo has such a form, too
  await page.getByLabel('User name').fill(person?.username ?? '');
  await page.getByLabel('Password').fill(person?.password ?? '');
  await button(page, 'Sign in').click();
  await expect(who(page)).toHaveText('Ada is signed in');
  await expect(log(page)).toContainText('Back from managed login');
  // Static routes let this navigation through to the worker, and it answers it.
  expect(committed.filter((url) => url.includes('?code='))).toEqual([]);
  await button(page, 'Sign out, in every tab').click();
  await expect.poll(() => demo.cognito.count('Logout')).toBe(1);
  await expect(who(page)).toHaveText('Nobody is signed in');
});

test('a tab opened after the sign-in shows who is signed in', async ({ openDemo, context }) => {
  const page = await openDemo();
  await signIn(page);

  const opened = context.waitForEvent('page');
  await button(page, 'Open another tab').click();
  await expect(who(await opened)).toHaveText('Ada is signed in');
});

test('the API is called with a token that the page never had @core @playwright', async ({ openDemo, demo }) => {
  const page = await openDemo();
  await signIn(page);

  await button(page, 'Call the API').click();

  await expect(log(page)).toContainText('The API knows Ada');
  await expect(log(page)).toContainText('without an Authorization header');
  expect(demo.api.requests.map(({ outcome, caller }) => ({ outcome, caller }))).toEqual([
    { outcome: 'authorized', caller: 'ada' },
  ]);
});

test('the API refuses a call while nobody is signed in, and the page says so', async ({ openDemo }) => {
  const page = await openDemo();
  await button(page, 'Call the API').click();
  await expect(log(page)).toContainText('The API refused (status 401)');
});

test('a token comes into the page when it is asked for, and goes with the sign-out', async ({ openDemo }) => {
  const page = await openDemo();
  await signIn(page);
  await expect(held(page)).toHaveText(
    'This page holds: that Ada is signed in. It does not hold: access token, ID token, AWS credentials, refresh token.',
  );

  await button(page, 'Ask for the tokens').click();
  await button(page, 'Ask for AWS credentials').click();
  await expect(held(page)).toHaveText(
    'This page holds: that Ada is signed in; and, because you asked, access token, ID token, AWS credentials. ' +
      'It does not hold: refresh token.',
  );
  await expect(page.locator('#holds-accessToken')).toContainText(/in this page: eyJ.*…/);

  await button(page, 'Sign out, in every tab').click();
  await expect(held(page)).toHaveText(
    'This page holds: that nobody is signed in. It does not hold: access token, ID token, AWS credentials, refresh token.',
  );
});

test('nobody is signed out while Cognito cannot be reached', async ({ openDemo, demo }) => {
  const page = await openDemo();
  await signIn(page);

  await page.getByLabel('Cognito cannot be reached').check();
  await expect(log(page)).toContainText('Cognito cannot be reached from now on');
  await button(page, 'Renew now').click();
  await expect(log(page)).toContainText('A renewal failed', { timeout: 20_000 });
  await expect(who(page)).toHaveText('Ada is signed in');
  await button(page, 'Call the API').click();
  await expect(log(page)).toContainText('The API knows Ada');

  await page.getByLabel('Cognito cannot be reached').uncheck();
  await expect(log(page)).toContainText('Cognito can be reached again');
  await button(page, 'Renew now').click();
  await expect(log(page)).toContainText('The worker renewed the tokens');
  expect(demo.cognito.online).toBe(true);
});

test('tokens that live for seconds are renewed with nobody at the keyboard', { tag: '@waits' }, async ({
  openDemo,
  demo,
}) => {
  test.slow();
  const page = await openDemo();
  await signIn(page);

  await page.getByLabel('Tokens live 30 seconds').check();
  await expect(log(page)).toContainText('The worker renewed the tokens');
  const renewals = log(page).getByText('The worker renewed the tokens');
  await expect(renewals).toHaveCount(2, { timeout: 90_000 });
  expect(demo.cognito.settings.accessTokenSeconds).toBe(30);
});

test('a guest gets AWS credentials and is nobody', async ({ openDemo }) => {
  const page = await openDemo();
  await button(page, 'Act as a guest').click();
  await expect(log(page)).toContainText('A guest’s AWS credentials are now in this page');
  await expect(who(page)).toHaveText('Nobody is signed in');
});

test('a second factor is asked for', async ({ openDemo }) => {
  const page = await openDemo();
  await button(page, 'grace (asks for a code)').click();
  await button(page, 'Sign in').click();
  await button(page, 'Show me the code').click();
  await expect(page.getByLabel('The code that Cognito asks for')).toHaveValue(/^\d{6,8}$/);
  await button(page, 'Confirm').click();
  await expect(who(page)).toHaveText('Grace is signed in');
});

test('a wrong password is told in words, with what to do about it', async ({ openDemo }) => {
  const page = await openDemo();
  await page.getByLabel('Password').fill('not-her-password');
  await button(page, 'Sign in').click();
  await expect(page.getByRole('alert')).toHaveText(/password.*\./i);
  await expect(who(page)).toHaveText('Nobody is signed in');
});

test('the keyboard alone will do', async ({ openDemo }) => {
  const page = await openDemo();
  const press = async (target: Locator) => {
    await tabTo(page, target);
    await page.keyboard.press('Enter');
  };

  await press(button(page, 'Sign in'));
  await expect(who(page)).toHaveText('Ada is signed in');
  await expect(who(page)).toBeFocused();
  await press(button(page, 'Call the API'));
  await expect(log(page)).toContainText('The API knows Ada');
  await tabTo(page, page.getByLabel('Tokens live 30 seconds'));
  await page.keyboard.press('Space');
  await expect(page.getByLabel('Tokens live 30 seconds')).toBeChecked();
  await press(button(page, 'Sign out, in every tab'));
  await expect(who(page)).toHaveText('Nobody is signed in');
});

/** More stops than the page has. */
const MAX_TABS = 40;

/** Presses Tab until the target has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < MAX_TABS; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}
