import { connect, type SessionConnection } from '../../client/connection.js';
import { createWorkerLink } from '../../client/worker-link.js';
import type { Envelope, Notice, ReadReply, Reply } from '../../shared/protocol.js';
import type { BrowserTab } from './browser-tabs.js';
import type { Profile } from './profile.js';
import { type Realm, SimulatedWindowClient } from './realm.js';
import { watchEvents } from './watch-events.js';

/** One page, in which the real client runs. */
export interface SimulatedTab extends Realm {
  readonly client: SimulatedWindowClient;
  readonly browserTab: BrowserTab;
  /** The step in which the page began to load. */
  readonly openedAt: number;
  /** Whose scope the page is in. */
  readonly registration: number;
  connection: SessionConnection | undefined;
  /** The session that the page has asked for last, by its id. */
  heldSession: string | undefined;
  openCalls: number;
  /** The connection failed; the page has to be loaded again. */
  failed: boolean;
}

/** Takes what a page sends through a port. */
export type PortReader = (question: unknown) => void;

/** Opens a page. To be called as the page: `profile.host.current` is the tab when its script runs. */
export function openTab(profile: Profile, browserTab: BrowserTab, url: string, name: string): SimulatedTab {
  const { parking, timeline, defect, browser, ledger } = profile;
  const { registration: registrationIndex } = browserTab;

  function amended(notice: Notice): Notice {
    if (notice.type !== 'snapshot' || !defect?.news) return notice;
    return { ...notice, snapshot: defect.news(notice.snapshot) };
  }

  const tab: SimulatedTab = {
    name,
    alive: true,
    serviceWorkerListeners: new Set(),
    windowListeners: new Map(),
    url,
    hidden: false,
    leaveFor: (to) => browser.leave(tab, to),
    browserTab,
    openedAt: ledger.step,
    client: new SimulatedWindowClient(name, url, (notice) => {
      if (!tab.alive) return;
      const deliver = () => {
        for (const listener of tab.serviceWorkerListeners) listener({ data: amended(notice as Notice) });
      };
      parking.add(tab, 'gets news', [
        { label: '', happen: deliver },
        { label: 'they are lost', trouble: 'message-lost', happen: () => {} },
        {
          label: 'and will get them again',
          trouble: 'message-repeated',
          happen: () => {
            tab.client.postMessage(notice);
            deliver();
          },
        },
      ]);
    }),
    registration: registrationIndex,
    connection: undefined,
    heldSession: undefined,
    openCalls: 0,
    failed: false,

    createChannel() {
      let open = true;
      const queue = {};
      /** Where the page's own messages go: the worker that took the other end, while it lives. */
      let reader: PortReader | undefined;
      let lastAsked: string | undefined;
      const port1 = {
        onmessage: undefined as ((event: { data: Reply | ReadReply }) => void) | undefined,
        close: () => {
          open = false;
        },
        postMessage(question: { readonly id: string }) {
          lastAsked = question.id;
          reader?.(question);
        },
      };
      const port2 = {
        close: () => {},
        readBy(worker: PortReader) {
          reader = worker;
        },
        postMessage(reply: Reply | ReadReply) {
          if (!open || !tab.alive) return;
          const deliver = () => {
            const told = reader && defect?.portReply ? defect.portReply(reply as ReadReply, lastAsked) : reply;
            if (open) port1.onmessage?.({ data: told });
          };
          parking.add(
            tab,
            `gets "${reply.type}"`,
            [
              { label: '', happen: deliver },
              { label: 'it is lost', trouble: 'message-lost', happen: () => {} },
              {
                label: 'it comes twice',
                trouble: 'message-repeated',
                happen: () => {
                  deliver();
                  deliver();
                },
              },
            ],
            queue,
            { isSwift: reader !== undefined },
          );
        },
      };
      return { port1, port2 };
    },
  };

  const versions = new Map<number, object>();
  const registration = {
    get active() {
      const version = profile.activeVersion(registrationIndex);
      const known = versions.get(version) ?? {
        state: 'activated',
        postMessage: (envelope: Envelope, ports: readonly unknown[]) => post(profile, tab, version, envelope, ports),
      };
      versions.set(version, known);
      return known;
    },
  } as unknown as ServiceWorkerRegistration;

  timeline.start(tab, 'begins', 0, () => {
    const watch = watchEvents(profile, tab);
    const link = createWorkerLink(registration, async () => registration);
    profile.call(tab, 'connects', async () => {
      try {
        const connection = await connect(link, browserTab.id);
        tab.connection = connection;
        watch(connection);
      } catch (thrown) {
        tab.failed = true;
        throw thrown;
      }
    });
  });
  return tab;
}

/** A message to the worker, which starts for it if need be. */
function post(
  profile: Profile,
  tab: SimulatedTab,
  version: number,
  envelope: Envelope,
  ports: readonly unknown[],
): void {
  const what = envelope.type === 'call' ? `sends the call ${methodOf(envelope.message)}` : 'asks after its call';
  const deliver = () => profile.deliver(tab, version, envelope, ports);
  profile.parking.add(tab, what, [
    { label: '', happen: deliver },
    { label: 'the message is lost', trouble: 'message-lost', happen: () => {} },
    {
      label: 'the message comes twice',
      trouble: 'message-repeated',
      happen: () => {
        deliver();
        deliver();
      },
    },
  ]);
}

function methodOf(message: unknown): string {
  return String((message as { path?: readonly string[] }).path?.[0]);
}
