/**
 * An object, or a function, that is made when something of it is first asked for. A worker is started for every event after
 * a pause, and most of what it could do is not what that event is about; what is not used costs no time then. Where the
 * build leaves the module behind `make` unevaluated until it is called (e2e/tools/first-use.ts), not even that.
 *
 * @param known what can be told without making anything.
 * @example
 * import { onFirstUse } from './on-first-use.js';
 *
 * const pool = onFirstUse(() => ({ id: 'a', refresh: () => 'made' }), { id: 'a' });
 * pool.id; // makes nothing
 * pool.refresh(); // makes the object, once
 */
export function onFirstUse<T extends object>(make: () => T, known: Partial<T> = {}): T {
  let made: T | undefined;
  const use = () => {
    made ??= make();
    return made;
  };
  const unmade = () => {}; // something callable, so that the proxy may stand for a function as well
  return new Proxy(unmade, {
    get: (_, name) => Reflect.get(Object.hasOwn(known, name) ? known : use(), name),
    apply: (_, self, args) => Reflect.apply(use() as unknown as typeof unmade, self, args),
  }) as unknown as T;
}
