import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** How long the driver and its display may take to come up on a busy machine, in ms. */
const START_LIMIT_MS = 30_000;

/** Where Debian has it. */
export const MINI_BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';

/** What makes WebKitWebDriver start WebKitGTK's own small browser. */
export const CAPABILITIES = { 'webkitgtk:browserOptions': { binary: MINI_BROWSER, args: ['--automation'] } };

export interface DriverProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts WebKitWebDriver with a display of its own, and resolves once it takes sessions. */
export async function startDriver(): Promise<DriverProcess> {
  const port = await freePort();
  const child = spawn('xvfb-run', ['--auto-servernum', 'WebKitWebDriver', `--port=${port}`], {
    stdio: 'ignore',
    detached: true, // a group of its own, so that the display and the browser end with it
    env: { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }, // the sandbox does not start as root
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await isReady(url, child);
  } catch (thrown) {
    stopGroup(child);
    throw thrown;
  }
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        stopGroup(child);
      }),
  };
}

async function isReady(url: string, child: ChildProcess): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    if (failure)
      throw new Error('xvfb-run could not be started: install xvfb and webkit2gtk-driver.', { cause: failure });
    const ready = await fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    if (Date.now() > deadline) throw new Error(`WebKitWebDriver did not come up within ${START_LIMIT_MS} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 50)); // between two looks
  }
}

function stopGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address) resolve(address.port);
        else reject(new Error('There is no free port.'));
      });
    });
  });
}
