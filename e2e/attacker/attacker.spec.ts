import type { SessionWorkerConfig } from '../../sw/config.js';
import { configFor } from '../harness/config-for.js';
import { expect, type Page, type Person, signIn, test } from '../harness/fixtures.js';
import { arm, call, resultOf } from '../hostile/armed-tab.js';
import { apply } from '../hostile/attacks.js';
import { stringsInHeap } from '../hostile/heap-snapshot.js';
import { findPieces, type IssuedSecrets, listenToIssuedSecrets } from '../hostile/issued-secrets.js';
import { armThief } from '../sealed/arm-thief.js';
import { type SealedWorker, serveSealed } from '../sealed/sealed-app.js';
import { type Attack, MODES, type Mode, OUTCOMES } from './outcomes.js';

interface Scene {
  readonly tab: Page;
  readonly user: Person;
  readonly apiUrl: string;
  readonly secrets: IssuedSecrets;
  readonly sealedWorker: SealedWorker | undefined;
}

const tokensOf = ({ secrets }: Scene) =>
  (['idToken', 'accessToken', 'refreshToken'] as const).flatMap((kind) => secrets.of(kind));

/** Each answers whether the attack succeeded. In this order: the first ones look for what the later ones bring into the page. */
const ATTEMPTS: Readonly<Record<Attack, (scene: Scene) => Promise<boolean>>> = {
  'find a token in the memory of the page': async (scene) =>
    findPieces(await stringsInHeap(scene.tab), tokensOf(scene)).length > 0,

  'find a token in the clear in anything that the browser stores': async (scene) => {
    const stored = await scene.tab.evaluate(() => window.thief.readStorage());
    return findPieces(stored, tokensOf(scene)).length > 0;
  },

  'call the API through the worker, while it runs': async ({ tab, apiUrl }) =>
    await tab.evaluate(async (url) => (await fetch(url)).ok, apiUrl),

  'get a token from the accessor that the policy withholds': async ({ tab }) => {
    const { sessionId } = resultOf(await call(tab, apply(['fetchAuthSession'], {}))).value as { sessionId: string };
    return resultOf(await call(tab, apply(['getCognitoTokens'], sessionId))).ok;
  },

  'get AWS credentials from the accessor that the policy grants': async ({ tab }) =>
    await tab.evaluate(async () => {
      const session = await window.auth.fetchAuthSession();
      return window.library.isAuthAWSCredentialsProvider(session) && (await session.getAWSCredentials()).ok;
    }),

  'unseal the stored tokens, the refresh token among them': async ({ tab, secrets }) => {
    const { opened } = await tab.evaluate(() => window.thief.unsealDatabase());
    const refreshToken = secrets.of('refreshToken').at(-1) ?? 'none was issued';
    return opened.some((text) => text.includes(refreshToken));
  },

  'read a key in the worker’s script': async ({ tab, sealedWorker }) => {
    const ways = ['fetch with the headers', 'importScripts in a worker', 'another registration of it', 'the Cache API'];
    const tried = await tab.evaluate((some) => window.thief.readScript('/session-worker.js', some), ways);
    const loot = Object.values(tried).filter((text) => text !== 'not tried');
    expect(loot).toHaveLength(ways.length); // theft.spec.ts tries the others
    const keys = sealedWorker?.keys() ?? [];
    return findPieces(loot, keys).length > 0 || loot.some((text) => text.includes('=[{'));
  },

  'sign the user out, or delete what is stored': async ({ tab }) =>
    await tab.evaluate(async () => {
      await window.auth.signOut();
      const { isSignedIn } = await window.auth.fetchAuthSession();
      return !isSignedIn;
    }),

  'read the password that the user types next': async ({ tab, user }) => {
    await tab.evaluate(() => {
      const { postMessage } = ServiceWorker.prototype;
      ServiceWorker.prototype.postMessage = function (this: ServiceWorker, ...given: unknown[]) {
        Object.assign(window, { overheard: `${Reflect.get(window, 'overheard')} ${JSON.stringify(given)}` });
        return Reflect.apply(postMessage, this, given);
      };
    });
    await signIn(tab, user);
    return (await tab.evaluate(() => String(Reflect.get(window, 'overheard')))).includes(user.password);
  },
};

const SETTINGS: Readonly<Record<Mode, Partial<SessionWorkerConfig>>> = {
  default: {},
  memory: { storage: 'memory' },
  sealed: { sealing: 'script-required' },
};

for (const mode of MODES) {
  test(`script in a page can do in the ${mode} mode what the README’s table says, and no more`, async ({
    app,
    cognito,
    api,
    openTab,
    user,
  }) => {
    test.slow(); // it tries everything there is
    const config = { ...configFor(cognito, api), ...SETTINGS[mode], providers: { cognitoTokens: false } };
    app.setConfig('/session-worker.js', config);
    const sealedWorker = mode === 'sealed' ? serveSealed(app, config) : undefined;
    const secrets = listenToIssuedSecrets(cognito);
    const tab = await openTab();
    await signIn(tab, user);
    await arm(tab);
    await armThief(app, tab);
    const scene: Scene = { tab, user, apiUrl: `${api.url}/v1/orders`, secrets, sealedWorker };
    for (const [attack, attempt] of Object.entries(ATTEMPTS)) {
      const outcome = (await attempt(scene)) ? 'can' : 'cannot';
      expect.soft(outcome, attack).toBe(OUTCOMES[attack as Attack][mode]);
    }
  });
}
