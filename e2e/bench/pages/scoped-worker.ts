/**
 * The active worker of a registration at a scope of its own, where it controls no page: so that one page can speak to all
 * contenders' workers.
 */
export async function registerScoped(scriptUrl: string, scope: string): Promise<ServiceWorker> {
  const registration = await navigator.serviceWorker.register(scriptUrl, { scope });
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (worker === null) throw new Error(`There is no worker at ${scope}.`);
  while (worker.state !== 'activated') await new Promise((resolve) => worker.addEventListener('statechange', resolve));
  return worker;
}

/** The next message to this port. */
export function nextMessage(port: MessagePort): Promise<unknown> {
  return new Promise((resolve) => {
    port.onmessage = ({ data }) => resolve(data);
  });
}

/** Sends to a worker, which is started for it, and waits for its first answer. */
export function echo(worker: ServiceWorker): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  const answer = nextMessage(port1);
  worker.postMessage('echo', [port2]);
  return answer.finally(() => port1.close());
}
