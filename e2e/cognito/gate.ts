export type GatePlace = 'request' | 'response';

/** Holds one request until the test says what becomes of it. */
export interface Gate {
  /** Resolves when a request is being held. */
  readonly reached: Promise<void>;
  /** Lets the request go on; if none has come yet, none will be held. */
  release(): void;
  /** Cuts the request's connection; if none has come yet, the next one's. */
  drop(): void;
}

/** A gate as the server sees it. */
export interface HeldGate extends Gate {
  readonly operation: string;
  readonly when: GatePlace;
  /** Whether it will still hold a request. */
  readonly isWaiting: boolean;
  enter(): Promise<'released' | 'dropped'>;
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

export function createGate(operation: string, when: GatePlace): HeldGate {
  const reached = deferred<void>();
  const outcome = deferred<'released' | 'dropped'>();
  let isWaiting = true;
  return {
    operation,
    when,
    reached: reached.promise,
    get isWaiting() {
      return isWaiting;
    },
    enter() {
      isWaiting = false;
      reached.resolve();
      return outcome.promise;
    },
    release() {
      isWaiting = false;
      outcome.resolve('released');
    },
    drop() {
      outcome.resolve('dropped');
    },
  };
}
