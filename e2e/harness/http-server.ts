import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LoopbackServer, listenOnLoopback } from '../cognito/loopback-server.js';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Serves on the loopback addresses; port 0 takes a free one. Rejects where the port is taken. */
export function serve(handle: RequestHandler, port = 0): Promise<LoopbackServer> {
  return listenOnLoopback(
    (request, response) => {
      handle(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
        response.end(error instanceof Error ? error.stack : String(error));
      });
    },
    { port },
  );
}
