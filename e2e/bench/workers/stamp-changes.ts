/**
 * Notes from now on when the database finished a writing transaction: when a change of the session had been made.
 *
 * @returns the moments, oldest first: milliseconds since the epoch, with fractions, as pages reckon them too
 */
export function stampChanges(): readonly number[] {
  const changes: number[] = [];
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (...given) {
    const begun = transaction.apply(this, given);
    const stamp = () => changes.push(performance.timeOrigin + performance.now());
    // This listener is the first, so that it hears before those who tell the pages.
    if (begun.mode === 'readwrite') begun.addEventListener('complete', stamp);
    return begun;
  };
  return changes;
}
