import * as v from 'valibot';
import { type Envelope, PROTOCOL, PROTOCOL_VERSION } from '../../shared/protocol.js';

/** Identifiers are random and chosen by the page: bounded, and of characters that are nothing special anywhere. */
const Id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));

const header = { protocol: v.literal(PROTOCOL), version: v.literal(PROTOCOL_VERSION) };

const EnvelopeSchema = v.variant('type', [
  v.object({ ...header, type: v.literal('call'), callId: Id, tabId: Id, message: v.unknown() }),
  v.object({ ...header, type: v.literal('resume'), callId: Id }),
]);

/** Whether a message is meant for us at all; an app's own worker has messages of its own. */
export function isOurs(data: unknown): boolean {
  return (
    typeof data === 'object' && data !== null && Object.hasOwn(data, 'protocol') && readProtocol(data) === PROTOCOL
  );
}

function readProtocol(data: object): unknown {
  return (data as { protocol?: unknown }).protocol;
}

/** The envelope, or what is wrong with it. Fields that a later version of the page may add are ignored. */
export function readEnvelope(data: unknown): Envelope | { readonly problem: string } {
  const parsed = v.safeParse(EnvelopeSchema, data);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  return { problem: `${v.getDotPath(issue) ?? 'the message'} is not acceptable` };
}
