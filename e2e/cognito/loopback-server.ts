import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface LoopbackServer {
  readonly port: number;
  /** False cuts every connection, open or new, without an answer, until it is true again. */
  online: boolean;
  /** How many connections it has turned away while it was not online. */
  readonly refused: number;
  /** Stops listening and cuts what is open. */
  close(): Promise<void>;
}

export interface LoopbackOptions {
  /** 0, the default, takes any free port. */
  port?: number | undefined;
}

// Longer than any test: a client must never meet a connection that the server is just giving up as idle.
const KEEP_ALIVE_MS = 300_000;
const PORT_ATTEMPTS = 10;

const errorCode = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/**
 * An HTTP server on 127.0.0.1 and, where the machine has it, on ::1, with one port: browsers resolve `localhost` and
 * every name under it to either.
 */
export async function listenOnLoopback(
  handler: RequestListener,
  { port = 0 }: LoopbackOptions = {},
): Promise<LoopbackServer> {
  let online = true;
  let refused = 0;
  const sockets = new Set<Socket>();
  const newServer = () => {
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handler);
    // A reset, not an orderly close: some clients take a connection that was closed before they had sent anything for a
    // stale one, and connect again without end.
    return server.on('connection', (socket: Socket) => {
      if (!online) {
        refused++;
        return socket.resetAndDestroy();
      }
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return undefined;
    });
  };
  const close = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));
  const cutConnections = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };

  for (let attempt = 1; ; attempt += 1) {
    const servers = [newServer(), newServer()] as const;
    const taken = await listen(servers[0], '127.0.0.1', port);
    const open: Server[] = [servers[0]];
    try {
      await listen(servers[1], '::1', taken);
      open.push(servers[1]);
    } catch (error) {
      const isTaken = errorCode(error) === 'EADDRINUSE';
      if (isTaken && port === 0 && attempt < PORT_ATTEMPTS) {
        await close(servers[0]);
        continue;
      }
      if (isTaken) {
        await close(servers[0]);
        throw error;
      }
      // No IPv6 on this machine: 127.0.0.1 alone will do.
    }
    return {
      port: taken,
      get online() {
        return online;
      },
      set online(isOnline) {
        online = isOnline;
        if (!online) cutConnections();
      },
      get refused() {
        return refused;
      },
      async close() {
        const closed = open.map(close);
        cutConnections();
        await Promise.all(closed);
      },
    };
  }
}
