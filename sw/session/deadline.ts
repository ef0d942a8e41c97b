import { deadlineError } from './errors.js';
import type { SessionPorts } from './ports.js';

/** Runs a task with a signal that aborts after `ms`; the reason is a retryable AuthError that says what took too long. */
export async function withDeadline<T>(
  { delay }: Pick<SessionPorts, 'delay'>,
  what: string,
  ms: number,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const finished = new AbortController();
  delay(ms, finished.signal).then(
    () => deadline.abort(deadlineError(what, ms)),
    () => {}, // the task ended first
  );
  try {
    return await task(deadline.signal);
  } finally {
    finished.abort();
  }
}
