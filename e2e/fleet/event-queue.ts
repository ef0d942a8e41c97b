/** Moments in order, each of some client: a binary heap. */
export interface EventQueue {
  push(at: number, client: number): void;
  /** Takes the earliest; false where there is none. What it was is in `at` and `client`. */
  pop(): boolean;
  readonly at: number;
  readonly client: number;
}

export function createEventQueue(): EventQueue {
  const times: number[] = [];
  const clients: number[] = [];
  let at = 0;
  let client = 0;

  function swap(a: number, b: number): void {
    [times[a], times[b]] = [times[b] as number, times[a] as number];
    [clients[a], clients[b]] = [clients[b] as number, clients[a] as number];
  }

  const timeOf = (index: number) => times[index] ?? Number.POSITIVE_INFINITY;

  return {
    push(time, of) {
      let index = times.push(time) - 1;
      clients.push(of);
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (timeOf(parent) <= timeOf(index)) break;
        swap(parent, index);
        index = parent;
      }
    },

    pop() {
      if (times.length === 0) return false;
      at = timeOf(0);
      client = clients[0] as number;
      swap(0, times.length - 1);
      times.pop();
      clients.pop();
      for (let index = 0; ; ) {
        const left = 2 * index + 1;
        const least = timeOf(left + 1) < timeOf(left) ? left + 1 : left;
        if (timeOf(least) >= timeOf(index)) return true;
        swap(index, least);
        index = least;
      }
    },

    get at() {
      return at;
    },
    get client() {
      return client;
    },
  };
}
