import type { Browser, CDPSession } from 'playwright';

/** Sends one command of Chromium's DevTools protocol, and answers its result. */
export type Send = (method: string, params?: object) => Promise<unknown>;

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A running worker answers in milliseconds, unless thousands of calls are before it. */
const ANSWER_TIMEOUT_MS = 60_000;

/**
 * Attaches to the running service worker of an origin, lets `use` send commands to it, and detaches: while somebody is
 * attached Chromium does not stop a worker as idle. Answers undefined where none is running.
 */
export async function withWorker<T>(
  browser: Browser,
  origin: string,
  use: (send: Send) => Promise<T>,
): Promise<T | undefined> {
  const devtools = await browser.newBrowserCDPSession();
  try {
    const { targetInfos } = await devtools.send('Target.getTargets', { filter: [{ type: 'service_worker' }] });
    const target = targetInfos.find(({ url }) => new URL(url).origin === origin);
    if (target === undefined) return undefined;
    const { sessionId } = await devtools.send('Target.attachToTarget', { targetId: target.targetId, flatten: false });
    return await use(senderTo(devtools, sessionId));
  } finally {
    await devtools.detach();
  }
}

function senderTo(devtools: CDPSession, sessionId: string): Send {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  devtools.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return;
    const answer = JSON.parse(event.message) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  return async (method, params = {}) => {
    const id = ++last;
    const answered = new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The worker did not answer ${method} within ${ANSWER_TIMEOUT_MS} ms.`)),
        ANSWER_TIMEOUT_MS,
      );
      waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
    });
    const message = JSON.stringify({ id, method, params });
    await devtools.send('Target.sendMessageToTarget', { sessionId, message });
    const { result, error } = await answered;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  };
}
