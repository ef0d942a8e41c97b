import { createGate, type Gate, type GatePlace, type HeldGate } from './gate.js';

/** What goes wrong with a request. */
export type Fault =
  /** The answer comes, but late. The work is done after the delay. */
  | { kind: 'delay'; ms: number }
  /** The connection is cut before any work is done. */
  | { kind: 'dropRequest' }
  /** The work is done and the connection cut without an answer. */
  | { kind: 'dropResponse' }
  /** No work is done, and the answer has this HTTP status: 429 and 500 as the service has them, others without JSON. */
  | { kind: 'status'; status: number }
  /** No work is done, and the answer is this exception, with status 400. */
  | { kind: 'exception'; name: string; message: string }
  /** The work is done and its answer altered. Errors go out as they are. */
  | { kind: 'body'; body: (answer: Record<string, unknown>) => unknown };

export interface FaultRule {
  /** An operation's name, or `*` for any. */
  operation: string;
  /** For how many requests; without end where it is left out. */
  times?: number;
  fault: Fault;
}

export interface FaultHandle {
  /** How many requests it has struck. */
  readonly struck: number;
  remove(): void;
}

interface ActiveRule {
  rule: FaultRule;
  struck: number;
}

const matches = (pattern: string, operation: string): boolean => pattern === '*' || pattern === operation;

/**
 * The faults and gates a test has set. A request meets one fault at most, the oldest that still strikes, and one gate
 * before and one after the work.
 */
export class Faults {
  #rules: ActiveRule[] = [];
  #gates: HeldGate[] = [];

  add(rule: FaultRule): FaultHandle {
    const active: ActiveRule = { rule, struck: 0 };
    this.#rules.push(active);
    return {
      get struck() {
        return active.struck;
      },
      remove: () => {
        this.#rules = this.#rules.filter((other) => other !== active);
      },
    };
  }

  /**
   * Holds the next request of this operation: before its work (`request`, the default), or after the work and before
   * the answer (`response`).
   */
  hold(operation: string, { when = 'request' }: { when?: GatePlace } = {}): Gate {
    const gate = createGate(operation, when);
    this.#gates.push(gate);
    return gate;
  }

  /** Removes every fault and releases every gate. */
  clear(): void {
    this.#rules = [];
    const gates = this.#gates;
    this.#gates = [];
    for (const gate of gates) gate.release();
  }

  /** For the server: the fault that strikes this request. */
  strike(operation: string): Fault | undefined {
    const active = this.#rules.find(
      ({ rule, struck }) => matches(rule.operation, operation) && struck < (rule.times ?? Number.POSITIVE_INFINITY),
    );
    if (!active) return undefined;
    active.struck += 1;
    return active.rule.fault;
  }

  /** For the server: waits while a gate holds this request, and tells what became of it. */
  async pass(operation: string, when: GatePlace): Promise<'released' | 'dropped'> {
    const gate = this.#gates.find((open) => open.when === when && open.isWaiting && matches(open.operation, operation));
    return gate ? gate.enter() : 'released';
  }
}
