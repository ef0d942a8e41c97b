import { AuthError } from '../../shared/auth-error.js';
import type { ReadReply, SessionSnapshot } from '../../shared/protocol.js';
import type { Reads } from '../session/reads.js';
import type { SessionRecord } from '../session/record.js';
import type { Session } from '../session/session.js';
import { type GuardedCall, guard } from './guard.js';

/** What may be asked through a port. Nothing else is, whatever memory holds. */
const READS: ReadonlySet<string> = new Set<keyof Reads>([
  'fetchAuthSession',
  'getUserSub',
  'getIdentityId',
  'getAWSCredentials',
  'getCognitoTokens',
  'getCurrentUser',
]);

/** Of Comlink's ids, which have some sixty. */
const LONGEST_ID = 100;

export interface ReadPortOptions {
  readonly fromMemory: Session['fromMemory'];
  readonly toSnapshot: (record: SessionRecord) => SessionSnapshot;
}

/**
 * Answers what a page reads through a port, as far as memory has it. Nobody keeps the worker alive for that, so that it
 * begins nothing, and whatever is due is left to a call.
 */
export function createReadPorts({ fromMemory, toSnapshot }: ReadPortOptions): (port: MessagePort) => void {
  return (port) => {
    let told = '';

    function answerTo(id: string, message: unknown, record: SessionRecord): ReadReply {
      const state = `${record.storeId} ${record.revision}`;
      if (state === told) return { type: 'answer', id, message };
      told = state;
      return { type: 'answer', id, message, snapshot: toSnapshot(record) };
    }

    async function reply(data: unknown): Promise<ReadReply> {
      const id = readId(data);
      const call = guard(data);
      if (call instanceof AuthError || id === undefined) {
        const error = (call instanceof AuthError ? call : malformed()).toData();
        return { type: 'refused', ...(id !== undefined && { id }), error };
      }
      const answer = isRead(call) ? await fromMemory((reads) => run(reads, call)) : undefined;
      if (!answer) return { type: 'notInMemory', id };
      return answerTo(id, { type: 'RAW', value: answer.result }, answer.record);
    }

    port.onmessage = ({ data }) => {
      // Where a page hands over both ends of a channel, what is answered comes back as a question. Refused once, it ends here.
      if (data?.type === 'refused') return;
      reply(data)
        .then((answer) => port.postMessage(answer))
        // What cannot be copied, such as claims that are nested too deep, must not leave the page waiting among its other questions.
        .catch(() => port.postMessage({ type: 'notInMemory', id: readId(data) as string } satisfies ReadReply));
    };
    port.postMessage({ type: 'ready' } satisfies ReadReply);
  };
}

function isRead({ method, args: [input] }: GuardedCall): boolean {
  const isForced =
    typeof input === 'object' && input !== null && 'forceRefresh' in input && input.forceRefresh === true;
  return READS.has(method) && !isForced;
}

function run(reads: Reads, { method, args }: GuardedCall): Promise<unknown> {
  return (reads[method as keyof Reads] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
}

function readId(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, 'id')) return undefined;
  const { id } = data as { readonly id: unknown };
  return typeof id === 'string' && id.length <= LONGEST_ID ? id : undefined;
}

function malformed(): AuthError {
  return new AuthError({
    kind: 'validation',
    message: 'A question bears no id.',
    recoverySuggestion: 'Use the SessionClient.',
  });
}
