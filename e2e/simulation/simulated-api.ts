import { compileAttachRules } from '../../sw/gateway/attach-rule.js';
import type { SessionRecord } from '../../sw/session/record.js';
import type { Ledger } from './ledger.js';
import type { Outcomes, Parking } from './parking.js';
import { readClaims, type SimulatedCognito } from './simulated-cognito.js';
import { openSealed } from './simulated-store.js';
import type { SimulatedTab } from './simulated-tab.js';
import type { SimulatedWorker } from './simulated-worker.js';
import type { Timeline } from './timeline.js';

const API = 'https://api.example';

/** What the API's two halves want to be shown. */
export type Shown = 'token' | 'key';

/** What the workers have to authorise. */
export const API_RULES = compileAttachRules([
  { url: `${API}/token`, bearer: 'accessToken' },
  { url: `${API}/key`, sigv4: { service: 'execute-api', region: 'eu-west-1' } },
]);

/** The API that the workers authorise requests to, and the browser between it and the pages. */
export interface SimulatedApi {
  /** A page's request: its worker is started for it, and it fails with the worker. */
  ask(tab: SimulatedTab, shown: Shown): Promise<Response>;
  /** What `fetch` is for a worker. */
  fetch(request: Request): Promise<Response>;
  /** To be called when a worker is stopped. */
  workerGone(worker: SimulatedWorker): void;
}

/** One request of a page, however often its worker makes it. */
interface Exchange {
  readonly tab: SimulatedTab;
  readonly askedAt: number;
  worker: SimulatedWorker | undefined;
  /** The session that it was authorised for, once it was. */
  sessionId: string | undefined;
  readonly fail: () => void;
}

export interface ApiContext {
  readonly parking: Parking;
  readonly timeline: Timeline;
  readonly cognito: SimulatedCognito;
  readonly ledger: Ledger;
  /** Hands the event to the worker of the tab's registration, which starts if it is not there. */
  dispatch(tab: SimulatedTab, request: Request, respond: (response: Promise<Response>) => void): SimulatedWorker;
}

export function createSimulatedApi({ parking, timeline, cognito, ledger, dispatch }: ApiContext): SimulatedApi {
  const exchanges = new Map<string, Exchange>();
  let serial = 0;

  const failed = () => new TypeError('Failed to fetch');

  /** What a request shows has to be what one session held, between the page's question and now; and each time the same one. */
  function check(exchange: Exchange, shown: Shown, value: string | undefined): void {
    const seen = ledger.since(exchange.askedAt);
    const who = exchange.tab.name;
    if (value === undefined) {
      const isOneSession = new Set(seen.map(({ sessionId }) => sessionId)).size === 1;
      if (shown === 'token' && isOneSession && seen.every(({ signIn }) => signIn?.tokens)) {
        ledger.violate(
          'a request is authorised',
          `${who} asks without a token, and somebody was signed in all the time`,
        );
      }
      return;
    }
    const owner = seen.findLast((record) => valueIn(record, shown) === value);
    if (!owner) {
      ledger.violate(
        'no answer mixes two people',
        `${who} asks with a ${shown} that the record did not hold meanwhile`,
      );
    } else if (exchange.sessionId !== undefined && exchange.sessionId !== owner.sessionId) {
      ledger.violate('no answer mixes two people', `${who} asks again, with another session's ${shown}`);
    }
    exchange.sessionId = owner?.sessionId;
  }

  /** The API's word, as RFC 6750 and AWS have it. */
  function verdict(shown: Shown, value: string | undefined): Response {
    if (value === undefined) return new Response(null, { status: shown === 'token' ? 401 : 403 });
    const expiresAt = shown === 'token' ? readClaims(value).exp * 1000 : cognito.keys.get(value);
    return expiresAt !== undefined && expiresAt > timeline.service() ? new Response(null) : stale(shown);
  }

  function onTheWire(worker: SimulatedWorker, shown: Shown, value: string | undefined): Promise<Response> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(failed());
      const park = (what: string, ...outcomes: Outcomes) =>
        parking.add(worker, what, outcomes, undefined, { isSlow: true });
      const answered = (response: Response) => {
        ledger.count(`API ${response.status}`);
        park(
          "has the API's answer",
          { label: '', happen: () => resolve(response) },
          { label: 'it is lost', trouble: 'answer-lost', happen: fail },
        );
      };
      park(
        `requests the API with a ${shown}`,
        { label: '', happen: () => answered(verdict(shown, value)) },
        { label: 'it is lost', trouble: 'request-lost', happen: fail },
        {
          label: 'the API takes it for stale',
          trouble: 'api-refuses',
          happen: () => answered(value === undefined ? verdict(shown, value) : stale(shown)),
        },
      );
    });
  }

  return {
    ask(tab, shown) {
      const id = `${++serial}`;
      return new Promise((resolve, reject) => {
        const settle = (what: string, happen: () => void) => {
          if (exchanges.delete(id) && tab.alive) parking.add(tab, what, [{ label: '', happen }]);
        };
        const fail = () => settle("'s request fails", () => reject(failed()));
        const exchange: Exchange = { tab, askedAt: ledger.step, worker: undefined, sessionId: undefined, fail };
        exchanges.set(id, exchange);
        const happen = () => {
          exchange.worker = dispatch(tab, new Request(`${API}/${shown}/${id}`), (response) => {
            response.then((answer) => settle("gets the API's answer", () => resolve(answer)), fail);
          });
        };
        parking.add(tab, `asks the API that wants a ${shown}`, [{ label: '', happen }]);
      });
    },

    fetch(request) {
      const [, shown, id = ''] = new URL(request.url).pathname.split('/') as [string, Shown, string];
      const exchange = exchanges.get(id);
      if (!exchange?.worker) return Promise.reject(failed()); // its worker is gone
      const value = shownIn(request);
      check(exchange, shown, value);
      return onTheWire(exchange.worker, shown, value);
    },

    workerGone(worker) {
      for (const exchange of [...exchanges.values()]) if (exchange.worker === worker) exchange.fail();
    },
  };
}

function stale(shown: Shown): Response {
  return shown === 'token'
    ? new Response(null, { status: 401, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } })
    : new Response(null, { status: 403, headers: { 'x-amzn-ErrorType': 'ExpiredTokenException' } });
}

/** The token or the key by which a request is authorised. */
function shownIn({ headers }: Request): string | undefined {
  const [, token, key] = /^Bearer (.+)$|Credential=([^/]+)\//.exec(headers.get('Authorization') ?? '') ?? [];
  return token ?? key;
}

function valueIn({ signIn, identity }: SessionRecord, shown: Shown): string | undefined {
  if (shown === 'token') return signIn?.tokens && openSealed(signIn.tokens.sealed).accessToken;
  return identity?.credentials && openSealed(identity.credentials.sealed).accessKeyId;
}
