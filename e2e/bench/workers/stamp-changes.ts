/** A moment that all pages and workers of this machine agree on, in milliseconds since the epoch, with fractions. */
export const moment = (): number => performance.timeOrigin + performance.now();

/** When the database finished a writing transaction: when a change of the session had been made. Oldest first. */
export const changes: number[] = [];

const { transaction } = IDBDatabase.prototype;
IDBDatabase.prototype.transaction = function (...given) {
  const begun = transaction.apply(this, given);
  // This listener is the first, so that it hears before those who tell the pages.
  if (begun.mode === 'readwrite') begun.addEventListener('complete', () => changes.push(moment()));
  return begun;
};
