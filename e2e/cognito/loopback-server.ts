import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface LoopbackServer {
  readonly port: number;
  /** False cuts every connection, open or new, without an answer, until it is true again. */
  online: boolean;
  /** Resolves at the next connection that it turns away because it is not online. */
  nextRefusal(): Promise<void>;
  /** Stops listening and cuts what is open. */
  close(): Promise<void>;
}

export interface LoopbackOptions {
  /** 0, the default, takes a free one that no server of this process has had before. */
  port?: number | undefined;
}

// Longer than any test: a client must never meet a connection that the server is just giving up as idle.
const KEEP_ALIVE_MS = 300_000;
const PORT_ATTEMPTS = 20;

/**
 * A browser keeps what an app has left at its origin, a session and a worker, for whoever comes to that origin next. The
 * system gives ports again: of 44 that are opened and closed in tens, two are the same in one run of ten.
 */
const portsHadBefore = new Set<number>();

interface Listening {
  readonly port: number;
  readonly servers: readonly Server[];
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const close = (servers: readonly Server[]) =>
  Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));

/** Rejects where the port is taken at either address. */
async function listenAtBoth(newServer: () => Server, port: number): Promise<Listening> {
  const [server, twin] = [newServer(), newServer()];
  const taken = await listen(server, '127.0.0.1', port);
  try {
    await listen(twin, '::1', taken);
    return { port: taken, servers: [server, twin] };
  } catch (error) {
    if (!isPortTaken(error)) return { port: taken, servers: [server] }; // No IPv6 on this machine: 127.0.0.1 alone will do.
    await close([server]);
    throw error;
  }
}

async function listenOnNewPort(newServer: () => Server): Promise<Listening> {
  for (let attempt = 1; attempt <= PORT_ATTEMPTS; attempt += 1) {
    try {
      const listening = await listenAtBoth(newServer, 0);
      if (!portsHadBefore.has(listening.port)) return listening;
      await close(listening.servers);
    } catch (error) {
      if (!isPortTaken(error)) throw error;
    }
  }
  throw new Error(`None of ${PORT_ATTEMPTS} free ports was free at both addresses and had not been used before.`);
}

/** Whether a server did not start because somebody else has its port. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
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
  const refusalListeners: (() => void)[] = [];
  const sockets = new Set<Socket>();
  const newServer = () => {
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handler);
    // A reset, not an orderly close: some clients take a connection that was closed before they had sent anything for a
    // stale one, and connect again without end.
    return server.on('connection', (socket: Socket) => {
      if (!online) {
        for (const tell of refusalListeners.splice(0)) tell();
        return socket.resetAndDestroy();
      }
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return undefined;
    });
  };
  const cutConnections = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };

  const listening = await (port === 0 ? listenOnNewPort(newServer) : listenAtBoth(newServer, port));
  portsHadBefore.add(listening.port);
  return {
    port: listening.port,
    get online() {
      return online;
    },
    set online(isOnline) {
      online = isOnline;
      if (!online) cutConnections();
    },
    nextRefusal: () => new Promise((resolve) => refusalListeners.push(resolve)),
    async close() {
      const closed = close(listening.servers);
      cutConnections();
      await closed;
    },
  };
}
