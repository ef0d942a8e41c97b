/** Of a body that is sent as it comes no more than this is kept, in bytes: what has to be repeated is mostly far smaller. */
const LARGEST_COPY = 1_048_576;

/** The body of a request, which can be read only once, prepared for the case that the request has to be repeated. */
export interface RepeatableBody {
  /** To be sent in place of the request's own; absent where the request still has it. */
  readonly bytes?: ArrayBuffer;
  /** What to send when the request is repeated; undefined where it cannot be. To be asked once the first has been sent. */
  again(): Promise<{ readonly body?: ArrayBuffer } | undefined>;
}

/** To be called before the request is sent. Where `whole`, the body is read to its end first; else it streams. */
export async function prepareBody(request: Request, whole: boolean): Promise<RepeatableBody> {
  if (request.method === 'GET' || request.method === 'HEAD') return { again: async () => ({}) };
  if (whole) {
    const bytes = await request.arrayBuffer();
    return { bytes, again: async () => ({ body: bytes }) };
  }
  const copy = request.clone();
  // Without a stream to look at (Firefox) the browser keeps the copy, and nothing is read of it unless it is needed.
  const read = copy.body ? readUpTo(copy.body, LARGEST_COPY) : () => copy.arrayBuffer();
  return {
    async again() {
      const body = await read().catch(() => undefined); // the page has given up half-way
      return body && { body };
    },
  };
}

/**
 * Reads a copy of what is being sent while it is sent, so that no more of it is ever in memory than `limit`; beyond that
 * the copy is given up. Answers how to have what was read, undefined if it was given up.
 */
function readUpTo(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  limit: number,
): () => Promise<ArrayBuffer | undefined> {
  const reader = stream.getReader();

  async function read(): Promise<ArrayBuffer | undefined> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return await new Blob(chunks).arrayBuffer();
      size += value.byteLength;
      if (size > limit) {
        reader.cancel().catch(() => {}); // settles only once the other copy has come to its end
        return undefined;
      }
      chunks.push(value);
    }
  }

  const copied = read();
  copied.catch(() => {}); // told to whoever asks
  return () => copied;
}
