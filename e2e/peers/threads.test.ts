import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** One thread of README's table, with the files that the row names. */
type Thread = readonly [thread: string, files: readonly string[]];

function readThreads(): Thread[] {
  const [, section = ''] = readFileSync('README.md', 'utf8').split('\n## Where the peers break\n');
  const [table = ''] = section.split('\n## ');
  return table.split('\n').flatMap((row) => {
    const [, , threads = '', , tests = ''] = row.split('|');
    const files = [...tests.matchAll(/`([^`]+\.ts)`/g)].map(([, file = '']) => file);
    return [...threads.matchAll(/#\d+/g)].map(([number]): Thread => [number, files]);
  });
}

/** The first words of each test: titles, and what tables put into them. */
const namesIn = (file: string) =>
  readFileSync(file, 'utf8')
    .match(/^.*(test|describe|name|\[\d).*$/gm)
    ?.join('\n') ?? '';

test.each(readThreads())('thread %s of the README is named by a test in %j', (thread, files) => {
  const names = files.map(namesIn).join('\n');
  expect(names).toMatch(new RegExp(`${thread}\\b`));
});

test('the README names threads', () => {
  expect(readThreads().length).toBeGreaterThan(30);
});
