import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { FLOWS, type Flow } from './flows.js';
import { OUTCOMES } from './outcomes.js';
import { withInterruptionsTable } from './readme-table.js';

test('the README shows what browsers were seen to do at each step (npm run interruptions:table writes it)', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  expect(withInterruptionsTable(readme)).toBe(readme);
});

test.each(Object.keys(FLOWS) as Flow[])('of a %s each step has its outcomes, and no other has', (flow) => {
  expect(OUTCOMES[flow]).toHaveLength(FLOWS[flow].length);
});
