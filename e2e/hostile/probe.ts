/**
 * A part of the app's own worker that looks at the realm in which the session worker runs, and tells what has changed in
 * it since the script began. Its messages do not bear our protocol's mark: they are those of an app with messages of its own.
 */
export type ProbeQuestion =
  /** What has changed? */
  | { readonly probe: 'look' }
  /** Change something, so that it is seen that a look would find it. */
  | { readonly probe: 'harm' }
  /** Let the worker post this to itself, with a reply port, and answer the first reply. */
  | { readonly probe: 'postToSelf'; readonly data: unknown }
  /** Answer the same. */
  | { readonly probe: 'echo'; readonly data: unknown }
  /** Tell every window this, without our mark. */
  | { readonly probe: 'tellWindows'; readonly data: unknown };

export interface ProbeAnswer {
  /** Names of globals and of members of the language's own objects that were added, replaced or removed. */
  readonly changes: readonly string[];
  readonly data?: unknown;
  /** The messages of an app's own that the probe has seen. */
  readonly questions: number;
}

interface OwnWindow {
  postMessage(data: unknown): void;
}

declare const self: EventTarget & {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { matchAll(options: object): Promise<readonly OwnWindow[]> };
};

const INTRINSICS = [
  'Object Function Array String Number Boolean Symbol RegExp Date Promise Map Set WeakMap WeakSet Error TypeError JSON',
  'Reflect Math ArrayBuffer Uint8Array TextEncoder TextDecoder Headers Request Response URL EventTarget MessagePort',
  'Client Clients WindowClient Crypto SubtleCrypto CryptoKey IDBFactory IDBObjectStore LockManager',
]
  .join(' ')
  .split(' ');

/** Every member of the global object, of the intrinsics and of their prototypes. */
function photograph(): Map<string, unknown> {
  const members = new Map<string, unknown>();
  const take = (name: string, object: object) => {
    for (const key of Reflect.ownKeys(object)) {
      const { value, get, set } = Object.getOwnPropertyDescriptor(object, key) ?? {};
      members.set(`${name}.${String(key)}`, value ?? get ?? set);
    }
  };
  take('globalThis', globalThis);
  for (const name of INTRINSICS) {
    const intrinsic = (globalThis as unknown as Record<string, { prototype?: object }>)[name];
    if (intrinsic === undefined) continue;
    take(name, intrinsic);
    if (intrinsic.prototype) take(`${name}.prototype`, intrinsic.prototype);
  }
  return members;
}

/** To be called before anything else is done. */
export function startProbe(): void {
  const before = photograph();
  let questions = 0;

  function changes(): string[] {
    const now = photograph();
    const names = new Set([...before.keys(), ...now.keys()]);
    return [...names].filter(
      (name) => before.has(name) !== now.has(name) || !Object.is(before.get(name), now.get(name)),
    );
  }

  self.addEventListener('message', (event) => {
    const { data: question, ports } = event as MessageEvent<ProbeQuestion | undefined>;
    if (typeof question !== 'object' || question === null || !Object.hasOwn(question, 'probe')) return;
    questions++;
    answer(question).then((data) => {
      ports[0]?.postMessage({ changes: changes(), data, questions } satisfies ProbeAnswer);
    });
  });
}

function postToSelf(data: unknown): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = (event) => resolve(event.data);
    self.registration.active?.postMessage(data, [port2]);
  });
}

async function answer(question: ProbeQuestion): Promise<unknown> {
  switch (question.probe) {
    case 'look':
      return undefined;
    case 'harm':
      Object.assign(globalThis, { harmed: true });
      Object.assign(Object.prototype, { polluted: true });
      return undefined;
    case 'postToSelf':
      return await postToSelf(question.data);
    case 'echo':
      return question.data;
    case 'tellWindows':
      for (const window of await self.clients.matchAll({ type: 'window', includeUncontrolled: true })) {
        window.postMessage(question.data);
      }
      return undefined;
  }
}
