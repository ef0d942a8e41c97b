/** The server's clock, which a test can set against the machine's. */
export class ServerClock {
  /** Milliseconds by which the server is ahead of the machine; negative when it is behind. */
  offsetMs = 0;

  /** Milliseconds since the epoch, as the server has it. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** The same, as whole seconds, the unit of a JWT's claims. */
  nowSeconds(): number {
    return Math.floor(this.now() / 1000);
  }
}
