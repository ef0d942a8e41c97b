import { expect, test } from 'vitest';
import { isPortTaken, listenOnLoopback } from './loopback-server.js';

const answer = () => {};

test('no free port is given twice: a browser keeps for an origin what another app has left there', async () => {
  const ports: number[] = [];
  for (let started = 0; started < 1000; started += 1) {
    const server = await listenOnLoopback(answer);
    ports.push(server.port);
    await server.close();
  }
  expect(new Set(ports).size).toBe(ports.length);
});

test('a port that is asked for is given again, and refused where it is taken', async () => {
  const first = await listenOnLoopback(answer);
  const { port } = first;
  const refusal = await listenOnLoopback(answer, { port }).catch((error: unknown) => error);
  expect(isPortTaken(refusal)).toBe(true);
  await first.close();

  const second = await listenOnLoopback(answer, { port });
  expect(second.port).toBe(port);
  await second.close();
});
