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

  const timeOf = (index: number) => times[index] as number;

  function move(from: number, to: number): void {
    times[to] = times[from] as number;
    clients[to] = clients[from] as number;
  }

  return {
    push(time, of) {
      let index = times.push(time) - 1;
      clients.push(of);
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (timeOf(parent) <= time) break;
        move(parent, index);
        index = parent;
      }
      times[index] = time;
      clients[index] = of;
    },

    pop() {
      if (times.length === 0) return false;
      at = times[0] as number;
      client = clients[0] as number;
      const time = times.pop() as number;
      const of = clients.pop() as number;
      if (times.length === 0) return true;
      let index = 0;
      for (;;) {
        const left = 2 * index + 1;
        if (left >= times.length) break;
        const least = left + 1 < times.length && timeOf(left + 1) < timeOf(left) ? left + 1 : left;
        if (timeOf(least) >= time) break;
        move(least, index);
        index = least;
      }
      times[index] = time;
      clients[index] = of;
      return true;
    },

    get at() {
      return at;
    },
    get client() {
      return client;
    },
  };
}
