import { serve } from '../harness/http-server.js';

/** One operation as it went through. */
export interface Recorded {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly status: number;
}

export interface RecordingProxy {
  readonly url: string;
  readonly requests: readonly Recorded[];
  /** `InitiateAuth REFRESH_TOKEN_AUTH`, `RevokeToken`, …, oldest first; and forgets them. */
  takeOperations(): string[];
  close(): Promise<void>;
}

/** Passes everything through to a service and back unaltered, preflights as well, and remembers what was asked. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const requests: Recorded[] = [];

  const server = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const answer = await fetch(target + (request.url ?? '/'), {
      method: request.method ?? 'GET',
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
      ...(body.length > 0 && { body }),
    });
    const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1];
    if (operation) requests.push({ operation, input: JSON.parse(body.toString()), status: answer.status });
    const content = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, [...answer.headers].filter(([name]) => !HOP_BY_HOP.has(name)).flat());
    response.end(content);
  });

  return {
    url: `http://localhost:${server.port}`,
    requests,
    takeOperations: () =>
      requests.splice(0).map(({ operation, input }) => [operation, input['AuthFlow']].filter(Boolean).join(' ')),
    close: () => server.close(),
  };
}

/** Of the connection and not of the message; fetch has decoded the body already. */
const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-encoding']);
