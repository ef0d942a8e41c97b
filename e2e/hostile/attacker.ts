/**
 * What script that was injected into a page can do with the worker: post to it whatever it likes. Bundled and put into a
 * page, where it is `window.attacker`.
 */
import { PROTOCOL, PROTOCOL_VERSION, type ReadReply, type Reply } from '../../shared/protocol.js';
import type { ProbeAnswer, ProbeQuestion } from './probe.js';

/** A reply as it can leave the page, and how many ports came with it: a port leads to an object inside the worker. */
export type SeenReply = Reply & { readonly ports: number };

export type SeenReadReply = ReadReply & { readonly ports: number };

export interface Attacker {
  /** Posts this to the worker as it is, with a reply port, and answers all replies up to the last. */
  post(data: unknown): Promise<SeenReply[]>;
  /** Posts a message for Comlink in an envelope that is right. */
  call(message: unknown, callId?: string): Promise<SeenReply[]>;
  /** Posts what structured clone can carry and a test runner cannot, by its name in the table below. */
  callExotic(name: ExoticName): Promise<SeenReply[]>;
  /** Posts this and answers what came back by the time the worker had answered two later messages. */
  postIntoSilence(data: unknown, withPort: boolean): Promise<SeenReply[]>;
  /** Posts so many messages at once, waits for so many replies, and answers how often each type came. */
  flood(count: number, replies: number): Promise<Record<string, number>>;
  /** Posts each through one port of those that the worker reads by, one after the other, and answers the reply to each. */
  askByPort(messages: readonly unknown[]): Promise<SeenReadReply[]>;
  /** Asks the probe inside the worker. */
  probe(question: ProbeQuestion): Promise<ProbeAnswer>;
}

declare global {
  interface Window {
    attacker: Attacker;
  }
}

export type ExoticName = keyof typeof EXOTIC;

const LAST_REPLIES: ReadonlySet<Reply['type']> = new Set(['answer', 'unknownCall', 'refused']);

const header = { protocol: PROTOCOL, version: PROTOCOL_VERSION } as const;
const raw = (value: unknown) => ({ type: 'RAW', value });
const apply = (path: unknown, ...args: unknown[]) => ({ id: 'x', type: 'APPLY', path, argumentList: args.map(raw) });

function cyclic(): object {
  const it: Record<string, unknown> = { username: 'ada', password: 'x' };
  it['self'] = it;
  return it;
}

function nested(depth: number): object {
  let it = {};
  for (let n = 0; n < depth; n++) it = { it };
  return it;
}

/** A `__proto__` of its own, which survives structured clone. */
const withOwnProto = (value: object) =>
  Object.defineProperty(value, '__proto__', { value: { polluted: 1 }, enumerable: true });

const EXOTIC = {
  'an argument by the handler "proxy", with a port': () => {
    const { port2 } = new MessageChannel();
    return {
      message: { type: 'APPLY', path: ['signOut'], argumentList: [{ type: 'HANDLER', name: 'proxy', value: port2 }] },
      transfer: [port2],
    };
  },
  'a port in the place of an argument': () => {
    const { port2 } = new MessageChannel();
    return { message: apply(['signOut'], port2), transfer: [port2] };
  },
  'an endpoint with a port': () => {
    const { port2 } = new MessageChannel();
    return { message: { type: 'ENDPOINT', path: [], port: port2 }, transfer: [port2] };
  },
  'a cyclic argument': () => ({ message: apply(['signIn'], cyclic()) }),
  'a cyclic message': () => ({ message: cyclic() }),
  'an argument nested a thousand times': () => ({ message: apply(['signOut'], nested(1_000)) }),
  'ten million characters for a name': () => ({ message: apply(['x'.repeat(10_000_000)]) }),
  'ten million characters for an argument': () => ({ message: apply(['getUserSub'], 'x'.repeat(10_000_000)) }),
  'a hundred thousand arguments': () => ({ message: apply(['signOut'], ...new Array<unknown>(100_000).fill({})) }),
  'a path of a hundred thousand names': () => ({ message: apply(new Array<string>(100_000).fill('constructor')) }),
  'a Map for an argument': () => ({ message: apply(['fetchAuthSession'], new Map([['forceRefresh', true]])) }),
  'an empty list for an argument': () => ({ message: apply(['fetchAuthSession'], []) }),
  'a Date for an argument': () => ({ message: apply(['fetchAuthSession'], new Date()) }),
  'a sparse path': () => ({ message: apply(new Array(1)) }),
  'an argument with a __proto__ of its own': () => ({
    message: apply(['signIn'], { username: 'ada', password: 7, options: withOwnProto({}) }),
  }),
  'a message with a __proto__ of its own': () => ({ message: withOwnProto({ type: 'SET', path: ['signOut'] }) }),
} satisfies Record<string, () => { message: unknown; transfer?: Transferable[] }>;

async function active(): Promise<ServiceWorker> {
  const { active: worker } = await navigator.serviceWorker.ready;
  if (!worker) throw new Error('There is no active worker.');
  return worker;
}

const envelope = (message: unknown, callId: string = crypto.randomUUID()) => ({
  ...header,
  type: 'call',
  callId,
  tabId: 'attacker',
  message,
});

/** Whatever the worker exposes is called at once: that is how code made by `constructor.constructor` is run. */
function callThrough(ports: readonly MessagePort[]): void {
  for (const port of ports) port.postMessage({ id: 'y', type: 'APPLY', path: [], argumentList: [] });
}

async function send(data: unknown, transfer: readonly Transferable[] = []): Promise<SeenReply[]> {
  const worker = await active();
  const { port1, port2 } = new MessageChannel();
  const replies: SeenReply[] = [];
  await new Promise<void>((resolve) => {
    port1.onmessage = ({ data: reply, ports }: MessageEvent<Reply>) => {
      callThrough(ports);
      replies.push({ ...JSON.parse(JSON.stringify(reply)), ports: ports.length });
      if (LAST_REPLIES.has(reply.type)) resolve();
    };
    worker.postMessage(data, [port2, ...transfer]);
  });
  port1.close();
  return replies;
}

/** A question that changes nothing: when it is answered, the worker has seen everything that was posted before. */
async function roundTrip(): Promise<void> {
  await send({ ...header, type: 'resume', callId: crypto.randomUUID() });
}

const GARBAGE: readonly ((n: number) => unknown)[] = [
  (n) => n,
  (n) => ({ n, text: 'x'.repeat(100) }),
  (n) => ({ ...header, type: 'call', callId: `garbage-${n}` }),
  (n) => ({ ...header, type: 'resume', callId: `garbage-${n}` }),
  (n) => envelope(apply(['constructor', 'constructor'], `globalThis.harmed = ${n}`)),
  (n) => envelope({ type: 'SET', path: ['__proto__', 'polluted'], value: raw(n) }),
  () => envelope(apply(['signOut'], 'now')),
  () => ({ ...header, version: 99, type: 'call' }),
];

window.attacker = {
  post: (data) => send(data),
  call: (message, callId) => send(envelope(message, callId)),

  callExotic(name) {
    const { message, transfer = [] }: { message: unknown; transfer?: Transferable[] } = EXOTIC[name]();
    return send(envelope(message), transfer);
  },

  async postIntoSilence(data, withPort) {
    const worker = await active();
    const { port1, port2 } = new MessageChannel();
    const replies: SeenReply[] = [];
    port1.onmessage = ({ data: reply, ports }: MessageEvent<Reply>) => replies.push({ ...reply, ports: ports.length });
    worker.postMessage(data, withPort ? [port2] : []);
    await roundTrip();
    await roundTrip();
    port1.close();
    return replies;
  },

  async flood(count, replies) {
    const worker = await active();
    const counts: Record<string, number> = {};
    let received = 0;
    let allReceived = () => {};
    const all = new Promise<void>((resolve) => {
      allReceived = resolve;
    });
    for (let n = 0; n < count; n++) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data: { type } }: MessageEvent<Reply>) => {
        counts[type] = (counts[type] ?? 0) + 1;
        if (++received === replies) allReceived();
      };
      worker.postMessage(GARBAGE[n % GARBAGE.length]?.(n), [port2]);
    }
    await all; // each port has its own order
    await roundTrip();
    return counts;
  },

  async askByPort(messages) {
    const worker = await active();
    const [replyChannel, { port1, port2 }] = [new MessageChannel(), new MessageChannel()];
    let take = (_reply: SeenReadReply) => {};
    port1.onmessage = ({ data, ports }: MessageEvent<ReadReply>) => {
      callThrough(ports);
      take({ ...JSON.parse(JSON.stringify(data)), ports: ports.length });
    };
    const next = (send: () => void) =>
      new Promise<SeenReadReply>((resolve) => {
        take = resolve;
        send();
      });
    const call = envelope(apply(['fetchAuthSession'], {}));
    await next(() => worker.postMessage(call, [replyChannel.port2, port2])); // ready
    const replies: SeenReadReply[] = [];
    for (const message of messages) replies.push(await next(() => port1.postMessage(message)));
    port1.close();
    replyChannel.port1.close();
    return replies;
  },

  async probe(question) {
    const worker = await active();
    const { port1, port2 } = new MessageChannel();
    return await new Promise((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<ProbeAnswer>) => resolve(data);
      worker.postMessage(question, [port2]);
    });
  },
};
