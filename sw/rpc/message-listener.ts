import { AuthError } from '../../shared/auth-error.js';
import type { Envelope, SessionSnapshot } from '../../shared/protocol.js';
import type { SessionWindow } from '../session/redirect-sign-in.js';
import { tendAndSettle } from '../session/tend-and-settle.js';
import { createCalls, sendLast } from './calls.js';
import { carryOut } from './comlink-call.js';
import { isOurs, readEnvelope } from './envelope.js';
import { guard } from './guard.js';
import type { Caller, Methods } from './methods.js';
import { REPEATABLE } from './repeatable.js';

export interface MessageListenerOptions {
  readonly origin: string;
  readonly methods: Methods;
  /** Takes the port that a page has handed over to read by. */
  readonly serveReads?: (port: MessagePort) => void;
  /** What goes along with each answer to a window. */
  readonly snapshot: (window: SessionWindow) => SessionSnapshot | undefined;
  /** Called at each accepted message; what it does counts for the event's life. */
  readonly tend: () => Promise<void>;
  /** Resolves once nothing goes on in the background. */
  readonly settled: () => Promise<void>;
  readonly now: () => number;
}

/**
 * The door for pages. A message is answered inside `waitUntil`, which wakes a stopped worker and keeps it alive for the
 * call. It is acknowledged before anything else happens, so that silence means that nothing has happened.
 */
export function createMessageListener(options: MessageListenerOptions): (event: ExtendableMessageEvent) => void {
  const calls = createCalls(options.now);

  async function answer(
    envelope: Envelope & { type: 'call' },
    { id: clientId, url }: WindowClient,
    port: MessagePort,
  ): Promise<void> {
    const call = guard(envelope.message);
    if (call instanceof AuthError) return sendLast(port, { type: 'refused', error: call.toData() });
    const settle = calls.take(clientId, envelope.callId, REPEATABLE[call.method], port);
    if (!settle) return;
    let goTo: string | undefined;
    const caller: Caller = {
      tabId: envelope.tabId,
      callId: envelope.callId,
      clientId,
      url,
      goTo(address) {
        goTo = address;
      },
    };
    const message = await carryOut(options.methods, caller, call);
    const snapshot = options.snapshot(caller);
    settle({ type: 'answer', message, ...(snapshot && { snapshot }), ...(goTo !== undefined && { goTo }) });
  }

  return (event) => {
    if (!isOurs(event.data)) return;
    const [port, readPort] = event.ports;
    if (!port) return; // nobody to answer to
    const envelope = readEnvelope(event.data);
    if ('problem' in envelope) return sendLast(port, { type: 'refused', error: malformed(envelope.problem).toData() });
    if (!isOwnWindow(event, options.origin)) return sendLast(port, { type: 'refused', error: foreign().toData() });

    if (envelope.type === 'resume') {
      if (!calls.resume(event.source.id, envelope.callId, port)) sendLast(port, { type: 'unknownCall' });
      // The worker that took the call may have died with a refresh on the wire, and this is the first that its successor hears.
      event.waitUntil(tendAndSettle(options));
      return;
    }
    if (readPort) options.serveReads?.(readPort);
    const answered = answer(envelope, event.source, port);
    event.waitUntil(Promise.all([answered, tendAndSettle(options, answered)]));
  };
}

function isOwnWindow(
  event: ExtendableMessageEvent,
  origin: string,
): event is ExtendableMessageEvent & { readonly source: WindowClient } {
  return event.origin === origin && event.source instanceof WindowClient;
}

function malformed(problem: string): AuthError {
  return new AuthError({
    kind: 'validation',
    message: `The session worker got a malformed message: ${problem}.`,
    recoverySuggestion:
      'Use the SessionClient; if it is what sent this, page and worker are of versions too far apart: reload.',
  });
}

function foreign(): AuthError {
  return new AuthError({
    kind: 'notAuthorized',
    message: 'The session worker answers windows of its own origin only.',
    recoverySuggestion: 'Call it from a page, not from a worker.',
  });
}
