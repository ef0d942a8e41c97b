import { AuthError } from '../shared/auth-error.js';
import type { ScriptKey } from '../shared/script-keys.js';
import { createAccountOperations } from './cognito/account.js';
import { createAccountFlowOperations } from './cognito/account-flows.js';
import { createDeviceOperations } from './cognito/devices.js';
import { createIdentityPool } from './cognito/identity-pool.js';
import { createMFAOperations } from './cognito/mfa.js';
import { createUserPool } from './cognito/user-pool.js';
import type { SessionConfig, SessionWorkerConfig } from './config.js';
import { type ParsedConfig, withDefaults } from './config-defaults.js';
import { parseConfig } from './config-schema.js';
import { isLoopback } from './config-url.js';
import { createAuthorizedFetch } from './gateway/authorized-fetch.js';
import { createFetchListener } from './gateway/fetch-listener.js';
import { addStaticRoutes } from './gateway/static-routes.js';
import { readCallback } from './managed-login/callback.js';
import { createCallbackListener } from './managed-login/callback-listener.js';
import { createManagedLogin } from './managed-login/managed-login.js';
import { createCookieSession } from './platform/cookie-session.js';
import { delay } from './platform/delay.js';
import { isActivated } from './platform/is-activated.js';
import { isModuleWorker } from './platform/is-module-worker.js';
import { systemClock } from './platform/system-clock.js';
import { createWebLeaseLock } from './platform/web-lease-lock.js';
import { createWebLock } from './platform/web-lock.js';
import { createMessageListener } from './rpc/message-listener.js';
import { createMethods } from './rpc/methods.js';
import { createReadPorts } from './rpc/read-port.js';
import { refuseInstallation } from './rpc/refuse-installation.js';
import { createWindowBroadcaster } from './rpc/window-broadcaster.js';
import { createLease, createSoleLease } from './session/lease.js';
import type { LifetimePolicy } from './session/lifetime-policy.js';
import { onFirstUse } from './session/on-first-use.js';
import type { SessionRecord } from './session/record.js';
import { createServerTime } from './session/server-time.js';
import { createSession, type Session } from './session/session.js';
import { snapshotOf } from './session/snapshot.js';
import { openStorage } from './vault/open-storage.js';
import { scriptKeyError, takeScriptKeys } from './vault/script-keys.js';

declare const self: ServiceWorkerGlobalScope;

const NAME = 'cognito-session-worker';

/** How often pages wake a worker in whose memory alone a session is: browsers stop one that has been idle for 30 s. */
const KEEP_ALIVE_MS = 20_000;

/**
 * So long after its start, in ms, a worker reads ahead what it will authorise requests with. A browser starts it together
 * with a navigation, and it has nothing to do until the page has loaded its scripts. An event that it was started for comes at once, and is
 * over with by then, or needs the same.
 */
const PRELOAD_AFTER_MS = 4;

/**
 * Makes this service worker the owner of the session. To be called while the worker's script is first evaluated, for a
 * browser accepts a worker's listeners only then. It adds listeners for `message`, `install` or `activate`, and for
 * `fetch` if there are `attach` rules or managed login; other listeners of the app's own worker stand beside them. (Those for `fetch` are
 * passed by where `staticRouting` is set: it is for a script that has none.)
 *
 * It never throws. With a configuration that is not acceptable the worker refuses to be installed, an older one stays in
 * charge, and `registerSessionWorker` rejects in the pages with an error that names the field.
 *
 * @example
 * import { startSessionWorker } from 'cognito-session-worker/worker';
 *
 * startSessionWorker({
 *   userPool: { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1example23456789' },
 *   attach: [{ url: 'https://api.example.com/v1/', bearer: 'accessToken' }],
 * });
 */
export function startSessionWorker(config: SessionWorkerConfig): void {
  const taken = takeScriptKeys(self); // before anything else, so that they are there for nobody else
  const scriptKeys = isModuleWorker(self) ? [] : taken;
  let parsed: ParsedConfig;
  try {
    // What was right when this script was installed is not looked at again at each start.
    parsed = isActivated(self) ? withDefaults(config) : parseConfig(config);
    if (parsed.sealing === 'script-required' && scriptKeys.length === 0) throw scriptKeyError(taken.length > 0);
  } catch (thrown) {
    if (!(thrown instanceof AuthError)) throw thrown;
    refuseInstallation(self, thrown);
    return;
  }
  start(parsed, scriptKeys);
}

function start(config: ParsedConfig, scriptKeys: readonly ScriptKey[]): void {
  const { userPool, identityPool, managedLogin } = config;
  // The record belongs to the client (or identity pool), so that another app on the origin has one of its own.
  const key = userPool?.userPoolClientId ?? identityPool?.identityPoolId ?? '';
  const options = {
    // A session in this worker's memory is that of its registration, and no other page's.
    pool: config.storage === 'memory' ? `${key} ${self.registration.scope}` : key,
    expiryBufferMs: config.session.expiryBufferSeconds * 1000,
    granted: config.providers,
    policy: lifetimePolicy(config.session),
    managedLogin: managedLogin !== undefined,
    ...(config.storage === 'memory' && { keepAliveMs: KEEP_ALIVE_MS }),
  };
  const time = createServerTime(systemClock);
  const environment = { time };
  const toSnapshot = (record: SessionRecord, hasReturned?: boolean) =>
    snapshotOf(record, time.read(), options, Math.random(), hasReturned);
  const lease =
    config.storage === 'memory' ? createSoleLease() : createLease(createWebLeaseLock(`${NAME}:${key}:record`), delay);
  const { store, sealer, prepare, takeCharge } = openStorage({
    ...config,
    name: NAME,
    key,
    scriptKeys,
    onLost: lease.letGo,
  });
  // A worker in charge is started for an event that asks for the record, and the database opens while the script goes on. One
  // that is only being installed leaves the database to whoever is in charge.
  if (isActivated(self)) prepare();
  const session = createSession(
    {
      clock: systemClock,
      store,
      sealer,
      lock: createWebLock(`${NAME}:${key}`),
      lease,
      broadcaster: createWindowBroadcaster(self.clients, toSnapshot),
      random: Math.random,
      uniqueId: () => crypto.randomUUID(),
      delay,
      ...(config.session.endWithBrowser && { browserSession: createCookieSession(self) }),
      ...(userPool && {
        userPool: onFirstUse(() => createUserPool(userPool, environment)),
        account: onFirstUse(() => createAccountOperations(userPool, environment)),
        accountFlows: onFirstUse(() => createAccountFlowOperations(userPool, environment)),
        mfa: onFirstUse(() => createMFAOperations(userPool, environment)),
        devices: onFirstUse(() => createDeviceOperations(userPool, environment, self.navigator.userAgent)),
      }),
      ...(userPool &&
        managedLogin && {
          managedLogin: onFirstUse(() => createManagedLogin(managedLogin, userPool, environment), {
            // Every address that a page is loaded at is looked at.
            readCallback: (url) => readCallback(managedLogin.redirectSignIn, url),
          }),
        }),
      ...(identityPool && {
        identityPool: onFirstUse(() => createIdentityPool(identityPool, userPool, environment), {
          identityPoolId: identityPool.identityPoolId,
          allowGuestAccess: identityPool.allowGuestAccess,
        }),
      }),
    },
    time,
    options,
  );

  const onMessage = createMessageListener({
    origin: self.location.origin,
    methods: createMethods(session, self.clients),
    snapshot: (window) => {
      const record = session.lastSeen();
      return record && toSnapshot(record, session.hasReturned(window));
    },
    serveReads: createReadPorts({ fromMemory: session.fromMemory, toSnapshot }),
    tend: session.tend,
    settled: session.settled,
    now: () => performance.now(),
  });
  self.addEventListener('message', onMessage);
  self.addEventListener('activate', (event) => {
    event.waitUntil(takeCharge());
    // What is due is begun, and not waited for: until the event is over the browser holds back every request of the pages.
    session.tend().catch(() => {});
  });
  listenForFetch(config, session, () => time.read().now);
  if (isActivated(self) && config.attach.length > 0) setTimeout(session.preload, PRELOAD_AFTER_MS);
}

/** Each listener for `fetch` is added here, together with what it has to see: static routes keep everything else from it. */
function listenForFetch(
  { attach, managedLogin, staticRouting }: ParsedConfig,
  session: Session,
  serverNow: () => number,
) {
  const isDevelopment = isLoopback(self.location.hostname);
  // Without a listener the browser starts no worker for a request anyway.
  if (managedLogin) self.addEventListener('fetch', createCallbackListener(session));
  if (attach.length > 0) {
    self.addEventListener(
      'fetch',
      createFetchListener({
        rules: attach,
        authorizedFetch: onFirstUse(() =>
          createAuthorizedFetch({ session, serverNow, monotonicNow: systemClock.monotonic }),
        ),
        session,
        reportMistake: isDevelopment ? reportError : undefined,
      }),
    );
  }
  if (!staticRouting || (!managedLogin && attach.length === 0)) return;
  const navigations = managedLogin?.redirectSignIn ?? [];
  addStaticRoutes(self, { rules: attach, navigations, noCors: isDevelopment });
}

function lifetimePolicy({ idleTimeoutSeconds, absoluteLifetimeSeconds }: SessionConfig): LifetimePolicy {
  return {
    ...(idleTimeoutSeconds !== undefined && { idleTimeoutMs: idleTimeoutSeconds * 1000 }),
    ...(absoluteLifetimeSeconds !== undefined && { absoluteLifetimeMs: absoluteLifetimeSeconds * 1000 }),
  };
}
