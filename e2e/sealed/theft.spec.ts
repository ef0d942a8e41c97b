import { findPieces, listenToIssuedSecrets } from '../hostile/issued-secrets.js';
import { armThief } from './arm-thief.js';
import { expect, signIn, test } from './fixtures.js';

const WORKER = '/session-worker.js';

test.describe('a sealed worker', { tag: '@core' }, () => {
  test('gives its key to nothing that a page can cause, and what lies in the database stays closed', async ({
    app,
    sealedWorker,
    openTab,
    user,
    cognito,
  }) => {
    const secrets = listenToIssuedSecrets(cognito);
    const tab = await openTab();
    await signIn(tab, user);
    await armThief(app, tab);
    const loot = await tab.evaluate((path) => window.thief.readScript(path), WORKER);
    const database = await tab.evaluate(() => window.thief.unsealDatabase());

    // The thief is no fool: it read the script in many ways, and ran it in some.
    expect(loot['fetch']).toContain('// Version 1');
    expect(Object.keys(loot).length).toBeGreaterThan(35);
    expect(database.sealedValues).toBeGreaterThan(0);

    const confidential = [...sealedWorker.keys(), ...secrets.all.map(({ value }) => value)];
    expect(sealedWorker.keys()).not.toEqual([]);
    const stolen = findPieces(Object.values(loot), confidential);
    const stolenBy = (brought: string) => stolen.filter((piece) => brought.includes(piece));
    for (const [way, brought] of Object.entries(loot)) expect.soft(stolenBy(brought), way).toEqual([]);
    expect(database.opened).toEqual([]);
    const given = sealedWorker.requests.filter(({ keys }) => keys.length > 0);
    const refused = sealedWorker.requests.filter(({ keys }) => keys.length === 0);
    for (const { headers } of given) {
      expect(headers['service-worker']).toBe('script');
      // WebKit looks for an update without saying so.
      expect(headers['sec-fetch-dest'] ?? 'serviceworker').toBe('serviceworker');
    }
    expect(refused.length).toBeGreaterThan(30);
  });
});

test.describe('a worker in the default mode', { tag: '@core' }, () => {
  test('keeps no key in its script, and script in a page can unseal what is stored with the key beside it', async ({
    app,
    openTab,
    user,
    cognito,
  }) => {
    const secrets = listenToIssuedSecrets(cognito);
    const tab = await openTab();
    await signIn(tab, user);
    await armThief(app, tab);
    const { opened } = await tab.evaluate(() => window.thief.unsealDatabase());
    expect(opened.join()).toContain(secrets.of('refreshToken').at(-1));
    expect(opened.join()).toContain(secrets.of('accessToken').at(-1));
  });
});
