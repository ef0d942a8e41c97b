import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { MODES, OUTCOMES } from './outcomes.js';

test('the README says of each attack what the browsers were seen to allow', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const lines = readme.split('\n');
  const head = lines.findIndex((line) => line.startsWith('| script in a page tries to'));
  const rows = lines.slice(head + 2, lines.indexOf('', head)).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('*', '').trim()),
  );
  const expected = Object.entries(OUTCOMES).map(([attack, outcomes]) => [
    attack,
    ...MODES.map((mode) => outcomes[mode]),
  ]);
  expect(rows).toEqual(expected);
});
