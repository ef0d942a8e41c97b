/**
 * Makes one read at a time of however many are asked for: whoever asks during one shares the next with all who ask
 * meanwhile. A read begins after all who share it have asked, so that it misses nothing that was written before; those who ask
 * one after the other in one go, as a call and the chores that come with it do, share the first.
 */
export function shareReads<T>(read: () => Promise<T>): () => Promise<T> {
  let current: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;

  function begin(): Promise<T> {
    next = undefined;
    const reading = read();
    current = reading.catch(() => {});
    return reading;
  }

  return () => {
    next ??= current.then(begin);
    return next;
  };
}
