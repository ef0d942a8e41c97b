import type { Session } from './session.js';

/**
 * What each event of the worker has to be kept alive for besides its own task: whatever is due is begun, and what was set
 * going has come to an end once the task has. A task that fails says so itself, and so does a store. Never rejects.
 */
export async function tendAndSettle(
  { tend, settled }: Pick<Session, 'tend' | 'settled'>,
  task?: Promise<unknown>,
): Promise<void> {
  await tend().catch(() => {});
  await task?.catch(() => {});
  await settled();
}
