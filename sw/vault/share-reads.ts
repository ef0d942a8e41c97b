/**
 * Makes one read at a time of however many are asked for: whoever asks during one shares the next with all who ask
 * meanwhile. That one begins after they have asked, so that it misses nothing that was written before.
 */
export function shareReads<T>(read: () => Promise<T>): () => Promise<T> {
  let current: Promise<void> | undefined;
  let next: Promise<T> | undefined;

  function start(): Promise<T> {
    const reading = read();
    const over = reading
      .catch(() => {})
      .then(() => {
        if (current === over) current = undefined;
      });
    current = over;
    return reading;
  }

  return () => {
    if (!current) return start();
    next ??= current.then(() => {
      next = undefined;
      return start();
    });
    return next;
  };
}
