import type { PendingRedirect, SessionRecord } from '../../sw/session/record.js';
import { flowIdOf } from '../../sw/session/redirect-verdict.js';
import type { Defect } from './defect.js';

/** More sign-outs do not come between the beginning of an exchange and its end. */
const MOST_GENERATIONS = 3;

/** Stores something else than a change has made of the record. The domain takes it for stored as it was meant. */
function storing(amend: (after: SessionRecord, before: SessionRecord) => SessionRecord): NonNullable<Defect['ports']> {
  return (ports) => ({
    ...ports,
    store: {
      read: ports.store.read,
      async update(change) {
        let meant: SessionRecord | undefined;
        const { before } = await ports.store.update((record) => {
          meant = change(record);
          return meant === record ? record : amend(meant, record);
        });
        return { before, after: meant ?? before };
      },
    },
  });
}

/** Stores other flows than a change has made of those that were there. */
function storingFlows(
  amend: (after: PendingRedirect, before: PendingRedirect, hasEnded: boolean) => PendingRedirect,
): NonNullable<Defect['ports']> {
  return storing((after, before) => {
    const hasEnded = after.redirectEnding?.id !== before.redirectEnding?.id;
    const flows = Object.entries(after.redirects ?? {}).map(([flowId, flow]) => {
      const known = before.redirects?.[flowId];
      return [flowId, known ? amend(flow, known, hasEnded) : flow] as const;
    });
    return flows.length > 0 ? { ...after, redirects: Object.fromEntries(flows) } : after;
  });
}

/** A state without a secret. */
const withoutSecret = (state: string) => `${flowIdOf(state)}.`;

/** What may go wrong with a sign-in with managed login. */
const DEFECTS: readonly Defect[] = [
  {
    name: 'taker-not-noted',
    as: 'until an exchange has ended, nobody knows that somebody has begun it',
    ports: storingFlows(({ tabId, expiresAt, ...after }, before, hasEnded) => {
      if (after.stage === 'exchanging' && after.takenBy !== undefined) return { ...before, takenBy: after.takenBy };
      const isOver = hasEnded && before.takenBy !== undefined;
      return { ...(isOver ? { stage: 'concluded' } : after), tabId, expiresAt };
    }),
  },
  {
    name: 'flow-not-forgotten',
    as: 'a flow that was answered can be answered again',
    ports: storingFlows((after, before) => (before.stage === 'begun' ? before : after)),
  },
  {
    name: 'state-not-compared',
    as: "an answer has to name a flow, and need not bear the flow's secret",
    ports: (ports) => {
      const { managedLogin } = ports;
      if (!managedLogin) return ports;
      return {
        ...ports,
        managedLogin: {
          ...managedLogin,
          async begin(...input) {
            const { url, flow } = await managedLogin.begin(...input);
            return { url, flow: { ...flow, state: withoutSecret(flow.state) } };
          },
          readCallback(url) {
            const callback = managedLogin.readCallback(url);
            return callback && { ...callback, state: withoutSecret(callback.state) };
          },
        },
      };
    },
  },
  {
    name: 'exchange-not-superseded',
    as: 'a sign-in with managed login counts although somebody has signed out during its exchange',
    ports: (ports) => ({
      ...ports,
      store: {
        read: ports.store.read,
        update: (change) =>
          ports.store.update((before) => {
            const after = change(before);
            if (before.signIn || after.revocations.length <= before.revocations.length) return after;
            for (let back = 1; back <= MOST_GENERATIONS; back++) {
              const { generation } = before;
              const late = change({ ...before, generation: generation - back });
              if (late.signIn?.via === 'managedLogin' && late.sessionId !== before.sessionId)
                return { ...late, generation: generation + 1 };
            }
            return after;
          }),
      },
    }),
  },
  {
    name: 'ending-told-again',
    as: 'each page of the tab is told how a sign-in ended, and not the first one only',
    ports: storing((after) =>
      after.redirectEnding ? { ...after, redirectEnding: { ...after.redirectEnding, taken: false } } : after,
    ),
  },
  {
    name: 'ending-told-once',
    as: 'a page that asks again, because a worker died before it answered, is not told how the sign-in ended',
    ports: storing((after) => {
      if (!after.redirectEnding?.taken) return after;
      const { clientId: _, ...redirectEnding } = after.redirectEnding;
      return { ...after, redirectEnding };
    }),
  },
  {
    name: 'ending-told-with-all-news',
    as: 'pages take the same ending for another one whenever something else has changed',
    news: ({ redirect, ...snapshot }) => ({
      ...snapshot,
      ...(redirect && { redirect: { ...redirect, ...(redirect.id && { id: `${redirect.id} ${snapshot.revision}` }) } }),
    }),
  },
  {
    name: 'ending-told-to-one-only',
    as: 'how a sign-in ended is told where the user is, and in no other window',
    news: ({ redirect, ...snapshot }) => ({ ...snapshot, ...(redirect && { redirect: { ...redirect, events: [] } }) }),
  },
  {
    name: 'answer-stays',
    as: 'the address of a page keeps the answer that the page has handed over',
    methods: (methods) => ({
      ...methods,
      arrive: async (...call) => ({ events: (await methods.arrive(...call)).events }),
    }),
  },
];

export const REDIRECT_DEFECTS = DEFECTS.map((defect): Defect => ({ ...defect, about: 'managed login' }));
