import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Person } from '../harness/tab.js';

/** A user pool that nobody here wrote: the package cognito-local, in a process and a folder of its own. */
export interface CognitoLocal {
  readonly url: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  /** Deletes the user, whose refresh tokens are no good from then on. */
  deleteUser(): Promise<void>;
  close(): Promise<void>;
}

const SCRIPT = createRequire(import.meta.url).resolve('cognito-local/lib/bin/start.js');
/** The code in every message that it sends. */
export const CODE = '246810';

const START_TIMEOUT_MS = 60_000;

/** Between the choice of a free port and the server's listening there lie seconds, in which another process may take it. */
const START_ATTEMPTS = 3;

/**
 * Starts it with one pool, one public client and one user whose password is set for good. Managed login sends the user back
 * to `callbackUrls` and nowhere else.
 */
export async function startCognitoLocal(person: Person, callbackUrls: readonly string[] = []): Promise<CognitoLocal> {
  const { url, close } = await startServer();
  try {
    const admin = new CognitoIdentityProviderClient({
      endpoint: url,
      region: 'local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const pool = await createPool(admin, person, callbackUrls);
    const deleteUser = async () => {
      const input = { UserPoolId: pool.userPoolId, Username: person.username };
      await admin.send(new AdminDeleteUserCommand(input));
    };
    return { url, ...pool, deleteUser, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startServer(): Promise<Pick<CognitoLocal, 'url' | 'close'>> {
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), 'cognito-local-'));
    const port = await freePort();
    const server = spawn(process.execPath, [SCRIPT], {
      cwd: folder,
      env: { ...process.env, PORT: String(port), HOST: 'localhost', CODE },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const close = async () => {
      if (!hasEnded(server)) {
        const exited = new Promise((resolve) => server.once('exit', resolve));
        server.kill();
        await exited;
      }
      await rm(folder, { recursive: true, force: true });
    };
    try {
      await listening(server);
      return { url: `http://localhost:${port}`, close };
    } catch (error) {
      const isPortPerhapsTaken = hasEnded(server);
      await close();
      if (!isPortPerhapsTaken || attempt === START_ATTEMPTS) throw error;
    }
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Resolves once the server listens. Rejects where it ends before it does: it cannot have its port, say. */
function listening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('cognito-local did not start')), START_TIMEOUT_MS);
    server.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`cognito-local ended with ${code}`));
    });
    server.stdout?.on('data', (chunk: Buffer) => {
      if (!chunk.toString().includes('running on')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

async function createPool(
  admin: CognitoIdentityProviderClient,
  { username, password }: Person,
  callbackUrls: readonly string[],
) {
  const { UserPool } = await admin.send(new CreateUserPoolCommand({ PoolName: 'pool', UsernameAttributes: [] }));
  const userPoolId = UserPool?.Id ?? '';
  const { UserPoolClient } = await admin.send(
    new CreateUserPoolClientCommand({
      UserPoolId: userPoolId,
      ClientName: 'client',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      CallbackURLs: [...callbackUrls],
    }),
  );
  const user = { UserPoolId: userPoolId, Username: username };
  await admin.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
  await admin.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
  return { userPoolId, userPoolClientId: UserPoolClient?.ClientId ?? '' };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, 'localhost', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
