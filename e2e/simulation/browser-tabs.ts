import type { Parking } from './parking.js';
import { APP, LOGIN } from './simulated-managed-login.js';
import type { SimulatedTab } from './simulated-tab.js';
import type { SimulatedWorker } from './simulated-worker.js';
import type { Owner } from './timeline.js';

/** A tab of the browser, whether a page of the app is in it or one of managed login. */
export interface BrowserTab extends Owner {
  /** What its pages know it by. */
  readonly id: string;
  readonly registration: number;
  /** How many pages have been in it, or were about to be. */
  pages: number;
  /** Where managed login's page is that the user looks at. */
  at: string | undefined;
  /** Where it was last: the user may go back there. */
  lastAt: string | undefined;
  /** On its way to the app. */
  navigation: Navigation | undefined;
}

/** A navigation that a worker answers. */
interface Navigation {
  readonly tab: BrowserTab;
  readonly url: string;
  /** The window that is to be there in the end. */
  readonly clientId: string;
  worker?: SimulatedWorker;
}

/** The tabs, and how the browser goes from page to page in them. */
export interface BrowserTabs {
  /** Those in which no page of the app is. */
  readonly away: ReadonlySet<BrowserTab>;
  /** Navigations that a worker has not answered. */
  readonly navigations: ReadonlySet<Navigation>;
  /** The addresses with an answer that the browser has been sent to. */
  readonly answers: readonly string[];
  open(): SimulatedTab;
  /** What `location.assign` begins. */
  leave(page: SimulatedTab, url: string): void;
  /** The user goes to another address of the app's, or back to one of managed login. To be called as the page that is left, if any. */
  goTo(tab: BrowserTab, url: string, page?: SimulatedTab): void;
  close(tab: BrowserTab): void;
  /** To be called when a worker is stopped. */
  workerGone(worker: SimulatedWorker): void;
}

export interface BrowserTabsContext {
  readonly parking: Parking;
  readonly registrations: number;
  load(tab: BrowserTab, url: string, name: string): SimulatedTab;
  unload(page: SimulatedTab): void;
  /** Hands a navigation to the worker of a registration, which starts if it is not there. The window's id is empty where the browser does not tell. */
  navigate(
    registration: number,
    to: { readonly url: string; readonly clientId: string },
    respond: (response: Promise<Response>) => void,
  ): SimulatedWorker;
}

export function createBrowserTabs(context: BrowserTabsContext): BrowserTabs {
  const { parking } = context;
  const away = new Set<BrowserTab>();
  const navigations = new Set<Navigation>();
  const answers: string[] = [];
  let opened = 0;

  const pageName = (tab: BrowserTab) => (++tab.pages === 1 ? tab.name : `page ${tab.pages} of ${tab.name}`);

  function load(tab: BrowserTab, url: string, clientId = pageName(tab)): SimulatedTab {
    away.delete(tab);
    tab.at = undefined;
    tab.navigation = undefined;
    return context.load(tab, url, clientId);
  }

  /** The page hears that nobody looks at it any more, and is gone. */
  function unload(page: SimulatedTab): void {
    page.hidden = true;
    for (const listener of page.windowListeners.get('visibilitychange') ?? []) listener({});
    context.unload(page);
    away.add(page.browserTab);
  }

  /** The browser asks the worker for the page that it is to go to. */
  function ask(tab: BrowserTab, url: string, isNamed: boolean): void {
    const navigation: Navigation = { tab, url, clientId: pageName(tab) };
    tab.navigation = navigation;
    navigations.add(navigation);
    /** Unless the user has stopped it, or begun another one. */
    const goOn = (what: string, happen: () => void) => {
      if (!navigations.delete(navigation) || tab.navigation !== navigation) return;
      parking.add(tab, what, [
        { label: '', happen },
        { label: 'and the user has closed it', trouble: 'tab-closed', happen: () => browser.close(tab) },
      ]);
    };
    const clientId = isNamed ? navigation.clientId : '';
    navigation.worker = context.navigate(tab.registration, { url, clientId }, (response) => {
      response.then(
        ({ headers }) =>
          goOn('has an answer from the worker', () => load(tab, headers.get('Location') ?? url, navigation.clientId)),
        () => goOn('has an error page, and is loaded again', () => come(tab, url)),
      );
    });
  }

  /** The browser goes to an address with an answer. */
  function come(tab: BrowserTab, url: string): void {
    parking.add(tab, 'comes back', [
      { label: '', happen: () => ask(tab, url, true) },
      {
        label: 'the browser does not name the window to be',
        trouble: 'stray-answers',
        happen: () => ask(tab, url, false),
      },
      { label: 'past the worker', trouble: 'stray-answers', happen: () => load(tab, url) },
      {
        label: 'and again, for the user is impatient',
        trouble: 'stray-answers',
        happen: () => {
          ask(tab, url, true);
          tab.navigation = undefined;
          come(tab, url);
        },
      },
    ]);
  }

  const browser: BrowserTabs = {
    away,
    navigations,
    answers,

    open() {
      const name = `tab ${++opened}`;
      const id = name.replaceAll(' ', '-');
      const tab: BrowserTab = {
        name,
        alive: true,
        id,
        registration: opened % context.registrations,
        pages: 0,
        at: undefined,
        lastAt: undefined,
        navigation: undefined,
      };
      return load(tab, APP);
    },

    leave(page, url) {
      const tab = page.browserTab;
      const isLogout = url.startsWith(`${LOGIN}logout`);
      parking.add(page, isLogout ? 'leaves, to be signed out there' : 'leaves for managed login', [
        {
          label: '',
          happen: () => {
            unload(page);
            tab.at = isLogout ? undefined : url;
            tab.lastAt = tab.at ?? tab.lastAt;
            if (isLogout) parking.add(tab, 'comes back signed out', [{ label: '', happen: () => load(tab, APP) }]);
          },
        },
        { label: 'and the user stops it', trouble: 'stray-answers', happen: () => {} },
      ]);
    },

    goTo(tab, url, page) {
      if (page) unload(page);
      // Wherever it was going is forgotten.
      tab.at = undefined;
      tab.navigation = undefined;
      parking.drop(tab);
      if (url === APP) load(tab, url);
      else if (url.startsWith(APP)) {
        if (!answers.includes(url)) answers.push(url);
        come(tab, url);
      } else tab.at = url;
    },

    close(tab) {
      tab.alive = false;
      away.delete(tab);
      parking.drop(tab);
      for (const navigation of navigations) if (navigation.tab === tab) navigations.delete(navigation);
    },

    workerGone(worker) {
      for (const navigation of navigations) {
        if (navigation.worker !== worker) continue;
        navigations.delete(navigation);
        const { tab, url, clientId } = navigation;
        if (tab.navigation !== navigation) continue;
        parking.add(tab, 'has lost the worker that was to answer', [
          { label: '', happen: () => load(tab, url, clientId) }, // as Chromium does
          { label: 'and asks the next one', trouble: 'stop-worker', happen: () => come(tab, url) }, // as a user does who sees an error page
        ]);
      }
    },
  };
  return browser;
}
