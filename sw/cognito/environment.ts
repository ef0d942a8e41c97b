/** What the adapters of this folder need of the worker around them. */
export interface CognitoEnvironment {
  /**
   * Takes note of the service's clock as an answer has just told it: milliseconds since the epoch, half a second more or
   * less. The service read it after `sentAtMs`, when {@link serverNow} said so.
   */
  observeServerTime(serverTimeMs: number, sentAtMs: number): void;
  /** The service's clock as far as is known: milliseconds since the epoch. */
  serverNow(): number;
  /** What makes the requests. The global `fetch` unless given. */
  readonly fetch?: typeof globalThis.fetch;
}
