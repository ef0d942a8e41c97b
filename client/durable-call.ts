import { AuthError } from '../shared/auth-error.js';
import { type Envelope, PROTOCOL, PROTOCOL_VERSION, type Reply } from '../shared/protocol.js';
import { loadOnDemand } from './load.js';
import type { WorkerLink } from './worker-link.js';

/** A stopped worker takes 20 to 100 ms to start and acknowledge; a repeated message does no harm. */
const FIRST_ACKNOWLEDGEMENT_MS = 250;

/** On a machine that is very busy the wait grows up to this. */
const LONGEST_ACKNOWLEDGEMENT_MS = 3_000;

/** So many messages in a row without any reply, over some 20 s where few calls wait: the worker cannot be reached. */
const MESSAGES_WITHOUT_REPLY = 10;

/** Where workers die again and again in the course of a call, it is made again until it has taken so many messages. */
const MESSAGES_OF_A_CALL = 99;

/**
 * For each message that the worker has not come to yet, every wait is longer by this. It takes about a millisecond for one: so
 * however many calls wait, all of them together do not ask more of it than it can answer.
 */
const WAIT_PER_MESSAGE_MS = 2;

/** How often an acknowledged call is asked after. Each question also keeps the worker from being stopped as idle. */
const RESUME_MS = 2_000;

/** What a call comes to. */
export type Answer = Extract<Reply, { type: 'answer' }>;

/** @param offer makes the port to read by that the worker gets along with the call, if any. */
export type DurableCall = (message: unknown, offer?: () => MessagePort | undefined) => Promise<Answer>;

/**
 * Makes calls that cannot be lost. Messages to a worker that is being stopped are dropped without a word, and so are
 * the answers it owed; so a call is sent until it is acknowledged, asked after until it is answered, and made again if
 * the worker that took it has died and had called it repeatable. Rejects with an AuthError; never stays pending.
 *
 * Messages arrive in the order in which they are sent. So while the worker comes to ever later messages, and not yet to
 * that of a call, it is on its way there, however many are before it; and one that it has passed over was dropped.
 */
export function createDurableCall(link: Pick<WorkerLink, 'post'>, tabId: string): DurableCall {
  let sent = 0;
  /** The last message that there was a reply to. */
  let reached = 0;

  /** What the worker has before it, in the time by which that makes a wait longer. */
  const backlogMs = () => WAIT_PER_MESSAGE_MS * (sent - reached - 1);

  return (message, offer) => {
    const header = { protocol: PROTOCOL, version: PROTOCOL_VERSION, callId: crypto.randomUUID() } as const;
    const call: Envelope = { ...header, type: 'call', tabId, message };
    const resume: Envelope = { ...header, type: 'resume' };

    return new Promise((resolve, reject) => {
      const ports: MessagePort[] = [];
      let acknowledged = false;
      let repeatable = false;
      let unanswered = 0;
      let timer: ReturnType<typeof setTimeout>;

      function end(settle: () => void): void {
        clearTimeout(timer);
        for (const port of ports) port.close();
        settle();
      }

      function send(): void {
        if (unanswered === MESSAGES_WITHOUT_REPLY) return end(() => reject(unreachableError()));
        const { port1, port2 } = new MessageChannel();
        const number = ++sent;
        ports.push(port1);
        port1.onmessage = ({ data }: MessageEvent<Reply | undefined>) => {
          if (number > reached) reached = number;
          receive(data);
        };
        const posted = acknowledged ? link.post(resume, port2) : link.post(call, port2, offer?.());
        posted.catch(explain).catch((error) => end(() => reject(error)));
        wait(number);
        unanswered++;
      }

      function wait(number: number): void {
        const before = reached;
        timer = setTimeout(
          () => (before < reached && reached < number ? wait(number) : send()),
          Math.min(FIRST_ACKNOWLEDGEMENT_MS * 2 ** unanswered, LONGEST_ACKNOWLEDGEMENT_MS) + backlogMs(),
        );
      }

      /** What is no reply that this version knows is as good as silence: the timer goes on. */
      function receive(reply: Reply | undefined): void {
        switch (reply?.type) {
          case 'acknowledged':
            unanswered = 0;
            acknowledged = true;
            repeatable = reply.repeatable;
            clearTimeout(timer);
            timer = setTimeout(send, RESUME_MS + backlogMs());
            return;
          case 'unknownCall':
            if (!repeatable || ports.length > MESSAGES_OF_A_CALL) return end(() => reject(interruptedError()));
            unanswered = 0;
            acknowledged = false;
            clearTimeout(timer);
            return send();
          case 'refused':
            if (reply.error) end(() => reject(new AuthError(reply.error)));
            return;
          case 'answer':
            return end(() => resolve(reply));
        }
      }

      send();
    });
  };
}

function unreachableError(): AuthError {
  return new AuthError({
    kind: 'unknown',
    message: 'The session worker does not answer.',
    recoverySuggestion: 'Try again; if it persists, reload the page.',
    retryable: true,
  });
}

function interruptedError(): AuthError {
  return new AuthError({
    kind: 'service',
    message: 'The session worker died; the call may be done.',
    recoverySuggestion: 'Look at the session and try again.',
    retryable: true,
    code: 'interrupted',
  });
}

/** Rejects with the reason why a message could not be sent. */
async function explain(thrown: unknown): Promise<never> {
  if (thrown instanceof AuthError) throw thrown;
  if ((thrown as Error).name !== 'DataCloneError') throw unreachableError();
  throw new AuthError((await loadOnDemand()).describeUncloneable());
}
