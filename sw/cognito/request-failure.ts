/** A request that got no answer: the service was not reached, or the answer did not arrive in time or not whole. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';

  constructor(
    readonly reason: 'unreachable' | 'timeout',
    message: string,
  ) {
    super(message);
  }
}
