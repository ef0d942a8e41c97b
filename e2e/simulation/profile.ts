import { emptyRecord } from '../../sw/session/record.js';
import { type BrowserTab, type BrowserTabs, createBrowserTabs } from './browser-tabs.js';
import type { Conditions } from './conditions.js';
import type { Defect } from './defect.js';
import { createLedger, type Ledger } from './ledger.js';
import { createParking, type Parking } from './parking.js';
import { createRandom, type Random } from './random.js';
import { installRealms } from './realm.js';
import { createSimulatedApi, type SimulatedApi } from './simulated-api.js';
import { createSimulatedCognito, type SimulatedCognito } from './simulated-cognito.js';
import { createSimulatedLocks, type SimulatedLocks } from './simulated-locks.js';
import { APP } from './simulated-managed-login.js';
import { createSimulatedNetwork, type SimulatedNetwork } from './simulated-network.js';
import { createSimulatedStore, type SimulatedStore } from './simulated-store.js';
import { openTab, type SimulatedTab } from './simulated-tab.js';
import { ORIGIN, type SimulatedWorker, startSimulatedWorker } from './simulated-worker.js';
import { createTimeline, type Owner, type Timeline } from './timeline.js';
import { watchRepair } from './watch-repair.js';

/** A call of a page that has not settled. */
export interface OpenCall {
  readonly tab: SimulatedTab;
  readonly what: string;
  readonly since: number;
}

/** One browser profile with one origin: its tabs, the versions and lives of its worker, and the service behind them. */
export interface Profile {
  readonly conditions: Conditions;
  readonly defect: Defect | undefined;
  readonly timeline: Timeline;
  readonly parking: Parking;
  readonly ledger: Ledger;
  readonly store: SimulatedStore;
  readonly locks: SimulatedLocks;
  readonly cognito: SimulatedCognito;
  readonly network: SimulatedNetwork;
  readonly api: SimulatedApi;
  /** The randomness of the domain itself: jitter. */
  readonly random: Random;
  readonly tabs: readonly SimulatedTab[];
  readonly workers: readonly SimulatedWorker[];
  readonly openCalls: ReadonlySet<OpenCall>;
  readonly checksAtTheEnd: (() => void)[];
  /** The version in charge of a registration: 0 or 1. */
  activeVersion(registration: number): number;
  installVersion(registration: number): void;
  windows(): readonly unknown[];
  readonly browser: BrowserTabs;
  openTab(): SimulatedTab;
  /** Closes a tab with the page in it. */
  closeTab(tab: SimulatedTab): void;
  stopWorker(worker: SimulatedWorker, writesCommit: boolean): void;
  /** Names the browser session, where it has a name. */
  browserSession: string | undefined;
  /** Nothing goes wrong any more, and nobody begins anything but what is checked in the end. */
  isCalm: boolean;
  /** Every page and every worker ends. */
  restartBrowser(): void;
  /** Hands a message to a worker of the tab's registration, which starts if it is not there. */
  deliver(tab: SimulatedTab, version: number, envelope: unknown, ports: readonly unknown[]): void;
  /** Keeps track of a call until it settles. */
  call(tab: SimulatedTab, what: string, work: () => Promise<unknown>): void;
  /** Whose script runs in this step. */
  enter(owner: Owner | undefined): void;
  dispose(): void;
}

export function createProfile(seed: number, conditions: Conditions, defect: Defect | undefined): Profile {
  const timeline = createTimeline(conditions.serviceAheadMs);
  // A worker that leaves a navigation to the page fetches that.
  const host = installRealms(timeline, (request) =>
    request.url.startsWith(APP) ? Promise.resolve(new Response(null)) : api.fetch(request),
  );
  const parking = createParking();
  const cognito = createSimulatedCognito(timeline.service, conditions);
  const ledger = createLedger(
    cognito,
    timeline,
    conditions,
    emptyRecord('store', 'session-0'),
    () => profile.browserSession,
  );
  const store = createSimulatedStore(parking, timeline, ledger.committed, (record) => {
    ledger.cleared(record);
    for (const worker of workers) worker.databaseClosed();
  });
  const tabs: SimulatedTab[] = [];
  const workers: SimulatedWorker[] = [];
  const lives = new Map<number, number>();
  const openCalls = new Set<OpenCall>();
  const activeVersions = conditions.registrations === 2 ? [1, 2] : [1];
  let versions = activeVersions.length;

  /** The version's worker, started if it is not there. A version that was replaced is not started again. */
  function workerOf(version: number, registration: number): SimulatedWorker {
    const running = workers.find((worker) => worker.version === version);
    if (running) return running;
    const active = profile.activeVersion(registration);
    if (version !== active) return workerOf(active, registration);
    const life = (lives.get(version) ?? 0) + 1;
    lives.set(version, life);
    const worker = startSimulatedWorker(profile, version, `worker ${version}.${life}`);
    workers.push(worker);
    return worker;
  }

  /** For what an event waits the worker is kept alive. */
  function keepAlive(worker: SimulatedWorker, work: Promise<unknown>, ended = () => {}): void {
    worker.events++;
    const over = () => {
      worker.events--;
      ended();
    };
    work.then(over, over);
  }

  const api = createSimulatedApi({
    parking,
    timeline,
    cognito,
    ledger,
    dispatch(tab, request, respond) {
      const worker = workerOf(profile.activeVersion(tab.registration), tab.registration);
      profile.locks.hearOldQuestions(worker);
      const ended = watchRepair(profile, worker);
      worker.handleFetch({
        request,
        respondWith(response: Promise<Response>) {
          keepAlive(worker, response);
          respond(response);
        },
        waitUntil: (work: Promise<unknown>) => keepAlive(worker, work, ended),
      });
      return worker;
    },
  });

  function load(browserTab: BrowserTab, url: string, name: string): SimulatedTab {
    const tab = openTab(profile, browserTab, url, name);
    tabs.push(tab);
    return tab;
  }

  function unload(tab: SimulatedTab): void {
    tab.alive = false;
    tabs.splice(tabs.indexOf(tab), 1);
    parking.drop(tab);
    for (const timer of timeline.timers) if (timer.owner === tab) timeline.timers.delete(timer);
    for (const call of openCalls) if (call.tab === tab) openCalls.delete(call);
  }

  const browser = createBrowserTabs({
    parking,
    registrations: conditions.registrations,
    load,
    unload,
    navigate(registration, { url, clientId }, respond) {
      const worker = workerOf(activeVersions[registration] as number, registration);
      worker.handleNavigation({
        request: { url, method: 'GET', mode: 'navigate', destination: 'document' },
        resultingClientId: clientId,
        stopImmediatePropagation() {},
        respondWith(response: Promise<Response>) {
          keepAlive(worker, response);
          respond(response);
        },
        // It makes no lost answer good: the page does that is about to come.
        waitUntil: (work: Promise<unknown>) => keepAlive(worker, work),
      });
      return worker;
    },
  });

  const profile: Profile = {
    conditions,
    defect,
    timeline,
    parking,
    ledger,
    store,
    locks: createSimulatedLocks(parking, timeline),
    cognito,
    api,
    network: createSimulatedNetwork(parking, timeline, cognito, conditions, ledger),
    random: createRandom(seed ^ 0x7177),
    tabs,
    workers,
    openCalls,
    checksAtTheEnd: [],
    activeVersion: (registration) => activeVersions[registration] as number,
    installVersion(registration) {
      activeVersions[registration] = ++versions;
    },
    windows: () => tabs.map(({ client }) => client),

    browser,
    openTab: browser.open,
    closeTab(tab) {
      unload(tab);
      browser.close(tab.browserTab);
    },

    stopWorker(worker, writesCommit) {
      if (writesCommit) store.commitLeftovers(worker);
      worker.alive = false;
      workers.splice(workers.indexOf(worker), 1);
      ledger.workerGone(worker);
      profile.network.leaveBehind(worker);
      api.workerGone(worker);
      browser.workerGone(worker);
      parking.drop(worker);
      for (const timer of timeline.timers) if (timer.owner === worker) timeline.timers.delete(timer);
      if (!defect?.keepsLocks) profile.locks.release(worker);
    },

    browserSession: undefined,
    isCalm: false,
    restartBrowser() {
      for (const tab of [...tabs]) profile.closeTab(tab);
      for (const tab of browser.away) browser.close(tab);
      for (const worker of [...workers]) profile.stopWorker(worker, false);
      profile.browserSession = undefined;
    },

    deliver(tab, version, envelope, ports) {
      const worker = workerOf(version, tab.registration);
      const ended = watchRepair(profile, worker);
      worker.handle({
        data: defect?.envelope?.(envelope) ?? envelope,
        ports,
        origin: ORIGIN,
        source: tab.client,
        waitUntil: (work: Promise<unknown>) => keepAlive(worker, work, ended),
      });
    },

    call(tab, what, work) {
      const call: OpenCall = { tab, what, since: timeline.elapsed() };
      openCalls.add(call);
      tab.openCalls++;
      const settled = () => {
        openCalls.delete(call);
        tab.openCalls--;
      };
      work().then(settled, settled);
    },

    enter(owner) {
      host.current = owner && tabs.find((tab) => tab === owner);
    },
    dispose: host.uninstall,
  };
  return profile;
}
