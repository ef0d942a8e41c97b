/**
 * What script that was injected into a page can try, to read what the session worker has stored or the key that seals it.
 * Bundled and put into a page, where it is `window.thief`.
 */
import type { SealPurpose } from '../../sw/session/ports.js';

export interface Thief {
  /** Reads the origin's databases and tries every key that lies there on every sealed value. Answers what came out. */
  unsealDatabase(): Promise<{ sealedValues: number; keys: number; opened: string[] }>;
  /** Every text that the origin's storages hold, spelt out, and every sequence of bytes as text. */
  readStorage(): Promise<string[]>;
  /** Tries to read the script in each of the ways below, or in some. Answers what each brought. */
  readScript(path: string, some?: readonly string[]): Promise<Record<string, string>>;
}

declare global {
  interface Window {
    thief: Thief;
  }
}

const PURPOSES: readonly SealPurpose[] = ['tokens', 'credentials', 'challenge', 'federation'];

/** An answer that does not come (a destination that fetches nothing, say) is none. */
const PATIENCE_MS = 4_000;

/** This way always brings something, by which a test knows that there was something to be had: it is given all the time that it takes. */
const SURE_WAY = 'fetch';

interface SealedLike {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly ciphertext: ArrayBuffer;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function everythingStored(): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await settled(indexedDB.open(name ?? ''));
    for (const store of database.objectStoreNames) {
      found.push(...(await settled(database.transaction(store).objectStore(store).getAll())));
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push(await (await cache.match(request))?.text());
  }
  return [...found, { ...localStorage }, { ...sessionStorage }, document.cookie];
}

/** Every value in there that `pick` wants. */
function findAll<T>(value: unknown, pick: (value: object) => T | undefined, seen = new Set<unknown>()): T[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  const picked = pick(value);
  return [...(picked === undefined ? [] : [picked]), ...Object.values(value).flatMap((it) => findAll(it, pick, seen))];
}

const asSealed = (value: object): SealedLike | undefined =>
  'iv' in value && 'ciphertext' in value ? (value as SealedLike) : undefined;

async function open(key: CryptoKey, { iv, ciphertext }: SealedLike): Promise<string | undefined> {
  for (const purpose of PURPOSES) {
    const additionalData = new TextEncoder().encode(purpose);
    try {
      return new TextDecoder().decode(
        await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, ciphertext),
      );
    } catch {
      // Not this key, or not for this purpose.
    }
  }
  return undefined;
}

const HEADERS = { 'Service-Worker': 'script', 'Sec-Fetch-Dest': 'serviceworker', 'X-Sec-Fetch-Dest': 'serviceworker' };

type Way = (url: string) => Promise<unknown>;

const readText = async (response: Response) => await response.text();

/** By an element that fetches: what it shows of what it got, as far as its document lets script look. */
function element(make: (url: string) => HTMLElement): Way {
  return (url) => {
    const it = make(url);
    return new Promise((resolve) => {
      const tell = () => {
        const shows = it instanceof HTMLIFrameElement || it instanceof HTMLObjectElement;
        const inside = shows ? it.contentDocument : it instanceof HTMLEmbedElement ? it.getSVGDocument() : null;
        resolve([it.outerHTML, inside?.documentElement.outerHTML]);
      };
      it.addEventListener('load', tell);
      it.addEventListener('error', tell);
      document.body.append(it);
    });
  };
}

function link(attributes: Record<string, string>): Way {
  return element((href) => Object.assign(document.createElement('link'), { href, ...attributes }));
}

/** Runs code in a worker of this kind, and answers what it posts. */
function inWorker(kind: 'dedicated' | 'shared', code: (url: string) => string): Way {
  return (url) => {
    const source = `const post = (it) => (self.postMessage ? self.postMessage(it) : ports.forEach((p) => p.postMessage(it)));
      const ports = []; self.onconnect = ({ ports: [port] }) => ports.push(port);
      const tell = async () => { try { post(await (async () => { ${code(url)} })()); } catch (error) { post(String(error)); } };
      setTimeout(tell, 100);`;
    const blob = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    return new Promise((resolve) => {
      if (kind === 'dedicated') new Worker(blob).onmessage = ({ data }) => resolve(data);
      else new SharedWorker(blob).port.onmessage = ({ data }) => resolve(data);
    });
  };
}

/** Starts the script itself as a worker, and asks it for what it has. */
function asWorker(start: (url: string) => Worker | MessagePort): Way {
  return (url) => {
    const port = start(url);
    return new Promise((resolve) => {
      port.onmessage = ({ data }: MessageEvent) => resolve(data);
      if ('onerror' in port) port.onerror = (event) => resolve(event instanceof ErrorEvent ? event.message : 'error');
      port.postMessage({ give: 'keys' });
    });
  };
}

async function registerAgain(url: string, options: RegistrationOptions): Promise<unknown> {
  const registration = await navigator.serviceWorker.register(url, options);
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  const heard: unknown[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => heard.push(data);
  worker?.postMessage({ give: 'keys' }, [port2]);
  await registration.update().catch((error: unknown) => heard.push(String(error)));
  const shown = JSON.stringify([heard, { ...registration }, { ...worker }, worker?.scriptURL]);
  await registration.unregister();
  return shown;
}

const DESTINATIONS = [
  ...['audio', 'document', 'embed', 'fetch', 'font', 'image', 'json', 'manifest', 'object', 'paintworklet'],
  ...['report', 'script', 'serviceworker', 'sharedworker', 'style', 'track', 'video', 'worker', 'xslt'],
];

/** Whatever a link with this destination has preloaded may be had from the preload by a fetch, or be run. */
const PRELOADS: Readonly<Record<string, Way>> = Object.fromEntries(
  ['preload', 'modulepreload', 'prefetch'].map((rel): [string, Way] => [
    `link rel=${rel} with every destination`,
    async (url) => {
      const shown = await Promise.all(DESTINATIONS.map((as) => within(link({ rel, as })(`${url}?${rel}-${as}`))));
      const fetched = await Promise.all(
        DESTINATIONS.map(async (as) => readText(await fetch(`${url}?${rel}-${as}`, { cache: 'force-cache' }))),
      );
      return [shown, fetched];
    },
  ]),
);

const WAYS: Readonly<Record<string, Way>> = {
  fetch: async (url) => readText(await fetch(url)),
  'fetch with the headers': async (url) => readText(await fetch(url, { headers: HEADERS })),
  'fetch with the headers, kept alive': async (url) =>
    readText(await fetch(url, { headers: HEADERS, keepalive: true })),
  'fetch from the cache': async (url) => readText(await fetch(url, { cache: 'only-if-cached', mode: 'same-origin' })),
  'fetch of a navigation request': async (url) =>
    readText(await fetch(new Request(url, { headers: HEADERS, mode: 'cors' }))),
  'fetch without credentials': async (url) => readText(await fetch(url, { headers: HEADERS, credentials: 'omit' })),
  'fetch from another origin of the site': async (url) =>
    readText(await fetch(url.replace('//localhost', '//127.0.0.1'), { headers: HEADERS })),
  XMLHttpRequest: (url) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open('GET', url);
      for (const [name, value] of Object.entries(HEADERS)) request.setRequestHeader(name, value);
      request.onloadend = () => resolve([request.responseText, request.getAllResponseHeaders()]);
      request.send();
    }),
  EventSource: (url) =>
    new Promise((resolve) => {
      const source = new EventSource(url);
      source.onerror = (event) => resolve([String(event), source.close()]);
      source.onmessage = ({ data }) => resolve(data);
    }),
  sendBeacon: async (url) => navigator.sendBeacon(url, 'x'),
  'script element': element((src) => Object.assign(document.createElement('script'), { src })),
  'module script': element((src) => Object.assign(document.createElement('script'), { src, type: 'module' })),
  'import()': async (url) => ({ ...(await import(/* @vite-ignore */ url)) }),
  'import() as JSON': async (url) => ({ ...(await import(url, { with: { type: 'json' } })) }),
  stylesheet: link({ rel: 'stylesheet' }),
  'CSS url()': element((url) => {
    const it = document.createElement('style');
    it.textContent = `@import url("${url}"); body { background: url("${url}"); cursor: url("${url}"), auto }`;
    return it;
  }),
  image: element((src) => Object.assign(document.createElement('img'), { src })),
  video: element((src) => Object.assign(document.createElement('video'), { src })),
  iframe: element((src) => Object.assign(document.createElement('iframe'), { src })),
  object: element((data) => Object.assign(document.createElement('object'), { data })),
  embed: element((src) => Object.assign(document.createElement('embed'), { src })),
  form: (url) => {
    const frame = Object.assign(document.createElement('iframe'), { name: 'form-target' });
    const form = Object.assign(document.createElement('form'), { action: url, target: 'form-target', method: 'post' });
    document.body.append(frame, form);
    return new Promise((resolve) => {
      frame.onload = () => {
        const text = frame.contentDocument?.documentElement.outerHTML ?? '';
        if (frame.contentWindow?.location.href !== 'about:blank') resolve(text);
      };
      form.submit();
    });
  },
  'navigation of a window': (url) => {
    const opened = window.open(url);
    return new Promise((resolve) => {
      const look = () => {
        const text = opened?.document.body?.textContent;
        if (!text || opened?.location.href === 'about:blank') return setTimeout(look, 20);
        opened.close();
        return resolve(text);
      };
      look();
    });
  },
  'dedicated worker': asWorker((url) => new Worker(url)),
  'dedicated module worker': asWorker((url) => new Worker(url, { type: 'module' })),
  'shared worker': asWorker((url) => new SharedWorker(url).port),
  'fetch in a worker': inWorker(
    'dedicated',
    (url) => `return (await fetch('${url}', { headers: ${JSON.stringify(HEADERS)} })).text()`,
  ),
  'fetch in a shared worker': inWorker(
    'shared',
    (url) => `return (await fetch('${url}', { headers: ${JSON.stringify(HEADERS)} })).text()`,
  ),
  'importScripts in a worker': inWorker(
    'dedicated',
    (url) =>
      `importScripts('${url}'); return Object.getOwnPropertyNames(self).map((name) => name + '=' + self[name]).join()`,
  ),
  worklet: async (url) => {
    await new OfflineAudioContext(1, 1, 44_100).audioWorklet.addModule(url);
    return 'the worklet ran it';
  },
  'another registration of it': (url) => registerAgain(url, { scope: '/elsewhere/' }),
  'another registration, as a module': (url) => registerAgain(url, { scope: '/module/', type: 'module' }),
  'another registration, by another name': (url) => registerAgain(`${url}?another`, { scope: '/another/' }),
  'a registration of a script that imports it': async (url) => {
    const told = new Promise((resolve) => {
      new BroadcastChannel('thief').onmessage = ({ data }) => resolve(data);
    });
    const registration = await navigator.serviceWorker.register(`/thieving-worker.js?${encodeURIComponent(url)}`, {
      scope: '/thieving/',
    });
    const loot = await told;
    await registration.unregister();
    return loot;
  },
  'the Cache API': async (url) => {
    const cache = await caches.open('thief');
    await cache.add(new Request(url, { headers: HEADERS }));
    const text = await (await cache.match(url, { ignoreVary: true }))?.text();
    await caches.delete('thief');
    return text;
  },
  'what the browser tells of its requests': async () => JSON.stringify(performance.getEntries()),
};

async function within(work: Promise<unknown>): Promise<unknown> {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, 'no answer'));
  return await Promise.race([work.catch(String), late]);
}

/** Texts, and bytes taken for text. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof ArrayBuffer || value instanceof Uint8Array) return [new TextDecoder().decode(value)];
  return typeof value === 'object' && value !== null ? Object.entries(value).flat().flatMap(textsIn) : [];
}

window.thief = {
  readStorage: async () => textsIn(await everythingStored()),

  async unsealDatabase() {
    const stored = await everythingStored();
    const keys = findAll(stored, (value) => (value instanceof CryptoKey ? value : undefined));
    const values = findAll(stored, asSealed);
    const opened = await Promise.all(keys.flatMap((key) => values.map((value) => open(key, value))));
    return {
      sealedValues: values.length,
      keys: keys.length,
      opened: opened.filter((text) => text !== undefined),
    };
  },

  async readScript(path, some) {
    const url = new URL(path, location.href).href;
    const go = (ways: Readonly<Record<string, Way>>) =>
      Promise.all(
        Object.entries(ways).map(async ([name, way]): Promise<[string, string]> => {
          if (some && !some.includes(name)) return [name, 'not tried'];
          const trial = (async () => await way(url))();
          const brought = await (name === SURE_WAY ? trial.catch(String) : within(trial));
          return [name, JSON.stringify(brought ?? null)];
        }),
      );
    // A browser keeps only so many connections to one server: the three-score preloads wait for the others.
    return Object.fromEntries([...(await go(WAYS)), ...(await go(PRELOADS))]);
  },
};
