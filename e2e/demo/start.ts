import { isPortTaken } from '../cognito/loopback-server.js';
import { type Demo, startDemo } from './demo-server.js';

/** `npm start`: the demo, until Ctrl+C. PORT says where; a taken port gives way to the next free one. */

const DEFAULT_PORT = 8100;
/** Page, Cognito and API. */
const PORTS_OF_A_DEMO = 3;
const ATTEMPTS = 20;

function wantedPort(): number {
  const { PORT } = process.env;
  if (PORT === undefined || PORT === '') return DEFAULT_PORT;
  const port = Number(PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535 - PORTS_OF_A_DEMO) {
    console.error(`PORT is "${PORT}": it should be a number from 1 to ${65_535 - PORTS_OF_A_DEMO}.`);
    process.exit(1);
  }
  return port;
}

async function startFrom(first: number): Promise<Demo> {
  for (let port = first; port < first + ATTEMPTS * PORTS_OF_A_DEMO; port += PORTS_OF_A_DEMO) {
    try {
      return await startDemo({ port });
    } catch (error) {
      if (!isPortTaken(error)) throw error;
      console.log(`Port ${port} or one of the next two is taken; trying ${port + PORTS_OF_A_DEMO}.`);
    }
  }
  throw new Error(`No free ports from ${first} on. Set PORT to another number.`);
}

const demo = await startFrom(wantedPort());
const [first, second] = demo.people;
console.log(`
The demo is at  ${demo.url}

  Sign in as    ${first?.username}
  Password      ${first?.password}

  With a code   ${second?.username}
  Password      ${second?.password}

It brings its own Cognito (${demo.cognito.url}) and an API (${demo.api.url}).
Everything is kept in memory. Stop it with Ctrl+C.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void demo.close().then(() => process.exit(0)));
}
