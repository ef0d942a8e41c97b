import { AuthError } from '../../shared/auth-error.js';
import type { ReadReply, SessionSnapshot } from '../../shared/protocol.js';
import type { FetchAuthSessionInput } from '../../shared/session-api.js';
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

    async function reply(id: string, data: unknown): Promise<ReadReply> {
      const call = guard(data);
      if (call instanceof AuthError) return { type: 'refused', id, error: call.toData() };
      const answer = isRead(call) ? await fromMemory((reads) => run(reads, call)) : undefined;
      if (!answer) return { type: 'notInMemory', id };
      return answerTo(id, { type: 'RAW', value: answer.result }, answer.record);
    }

    port.onmessage = ({ data }) => {
      // Where a page hands over both ends of a channel, what is answered comes back as a question. Refused once, it ends here.
      if (data?.type === 'refused') return;
      const id = readId(data);
      reply(id, data)
        .then((answer) => port.postMessage(answer))
        // What cannot be copied, such as claims that are nested too deep, must not leave the page waiting among its other questions.
        .catch(() => port.postMessage({ type: 'notInMemory', id } satisfies ReadReply));
    };
    port.postMessage({ type: 'ready' } satisfies ReadReply);
  };
}

/** The guard has seen to the arguments: only fetchAuthSession has one that is an object. */
function isRead({ method, args: [input] }: GuardedCall): boolean {
  return READS.has(method) && !(input as FetchAuthSessionInput | undefined)?.forceRefresh;
}

function run(reads: Reads, { method, args }: GuardedCall): Promise<unknown> {
  return (reads[method as keyof Reads] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
}

/** Empty where a message bears none that could be a question's: nobody waits for the reply. */
function readId(data: unknown): string {
  const { id } = (data ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' ? id : '';
}
