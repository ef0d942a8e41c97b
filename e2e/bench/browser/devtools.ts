/** The DevTools protocol over Chromium's pipe: https://chromedevtools.github.io/devtools-protocol/ */
export interface Devtools {
  /** Rejects where the browser refuses the command, or does not answer within {@link ANSWER_TIMEOUT_MS}. */
  send<T>(method: string, params?: object, sessionId?: string): Promise<T>;
  /** Hears the events of one session. */
  listen(sessionId: string, listener: (method: string, params: never) => void): void;
  unlisten(sessionId: string): void;
}

interface Incoming {
  readonly id?: number;
  readonly method?: string;
  readonly params?: never;
  readonly sessionId?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

/** Longer than the longest block of samples: a command that hangs must end the run with an error, not hold it. */
const ANSWER_TIMEOUT_MS = 240_000;

export function connect(input: NodeJS.WritableStream, output: NodeJS.ReadableStream): Devtools {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, (method: string, params: never) => void>();
  let lastId = 0;
  let rest = '';
  let isGone = false;

  const receive = ({ id, method, params, sessionId, result, error }: Incoming) => {
    if (id === undefined) {
      if (method !== undefined) listeners.get(sessionId ?? '')?.(method, params as never);
      return;
    }
    const waiting = pending.get(id);
    pending.delete(id);
    clearTimeout(waiting?.timer);
    if (error !== undefined) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  };

  output.setEncoding('utf8');
  output.on('data', (chunk: string) => {
    const messages = (rest + chunk).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) receive(JSON.parse(message) as Incoming);
  });
  output.on('close', () => {
    isGone = true;
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer);
      reject(new Error('Chromium is gone.'));
    }
    pending.clear();
  });
  input.on('error', () => {}); // What was asked is rejected when the other pipe closes.

  return {
    send: <T>(method: string, params: object = {}, sessionId?: string) =>
      new Promise<T>((resolve, reject) => {
        if (isGone) throw new Error('Chromium is gone.');
        const id = ++lastId;
        const timer = setTimeout(() => {
          pending.delete(id);
          reject(new Error(`Chromium did not answer ${method} within ${ANSWER_TIMEOUT_MS} ms.`));
        }, ANSWER_TIMEOUT_MS);
        pending.set(id, { resolve: resolve as (result: unknown) => void, reject, timer });
        input.write(`${JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) })}\0`);
      }),
    listen: (sessionId, listener) => void listeners.set(sessionId, listener),
    unlisten: (sessionId) => void listeners.delete(sessionId),
  };
}
