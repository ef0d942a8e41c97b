import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { atMost, figure, type Measure } from '../measure.js';
import { MEASURES } from '../measures/index.js';
import { plot } from './plot.js';
import { type MeasureResult, merge, type Results, readResults } from './results.js';
import { EMPTY_TABLE, formatNumber, replaceTable, writeTable } from './table.js';

const MACHINE = { cpu: 'A CPU', cores: 2, memoryGB: 8, platform: 'linux', browser: 'Chrome/1' };

const RESULT: MeasureResult = {
  id: 'warm-read',
  title: 'Warm reads',
  unit: 'ms',
  measuredAt: '2026-01-02T03:04:05.678Z',
  loadAverage: 0.25,
  rows: [
    {
      what: 'warm `read()`',
      figures: [
        figure('cognito-session-worker', 'ours', [0.2, 0.3, 0.4]),
        figure('cognito-session-worker, cold', 'ours', [12.34]),
        figure('echo', 'floor', [0.05]),
        figure('aws-amplify', 'peer', [123.4], 'as documented'),
      ],
      targets: [atMost('≤ 2 × echo', 6, 2), atMost('≤ aws-amplify', 0.0024, 1)],
    },
  ],
};

const RESULTS: Results = { machine: MACHINE, measures: [RESULT] };

describe('the table', () => {
  const table = writeTable(RESULTS);

  test('has a row for what was measured, which says what was missed', () => {
    expect(table).toContain(
      '| warm `read()` | 0.30 ms (0.40)<br>cold: 12.3 ms (12.3) | echo: 0.050 ms (0.050) ' +
        '| aws-amplify: 123 ms (123), as documented | ≤ 2 × echo: 6.00, **missed**<br>≤ aws-amplify: 0.002, met |',
    );
  });

  test('names the machine and how busy it was', () => {
    expect(table).toContain(
      'on 2026-01-02 with Chrome/1 on A CPU, 2 cores, 8 GB, linux; the load average before a measure',
    );
    expect(table).toContain('at most 0.3');
  });

  test('replaces the one before it, and leaves the rest of the text alone', () => {
    const first = replaceTable(`before\n${EMPTY_TABLE}\nbehind`, table);
    expect(first).toBe(`before\n${table}\nbehind`);
    const next = writeTable({ ...RESULTS, measures: [] });
    expect(replaceTable(first, next)).toBe(`before\n${next}\nbehind`);
  });

  test('is not written where there is no place for it', () => {
    expect(() => replaceTable('nothing', table)).toThrow('no two lines');
  });
});

test.each([
  [0.0421, '0.042'],
  [0.5, '0.50'],
  [9.876, '9.88'],
  [12.34, '12.3'],
  [431.7, '432'],
])('%f is shown as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

describe('results', () => {
  const other = { ...RESULT, id: 'srp' };

  test('of the same machine are kept beside new ones, in the order of the measures', () => {
    const known = { machine: MACHINE, measures: [other, RESULT] };
    const newer = { ...RESULT, loadAverage: 9 };
    const merged = merge(known, { machine: MACHINE, measures: [newer] }, ['warm-read', 'srp']);
    expect(merged.measures).toEqual([newer, other]);
  });

  test('of another machine are not', () => {
    const known = { machine: { ...MACHINE, browser: 'Chrome/2' }, measures: [other] };
    expect(merge(known, RESULTS, ['warm-read', 'srp']).measures).toEqual([RESULT]);
  });

  test('are plotted, every contender by name', async () => {
    const svg = await plot(RESULT);
    expect(svg).toMatch(/^<svg /);
    for (const name of ['echo', 'aws-amplify', 'cognito-session-worker, cold']) expect(svg).toContain(`>${name}<`);
  });
});

test('the README’s table says what docs/benchmarks/results.json says', () => {
  const readme = readFileSync('README.md', 'utf8');
  expect(replaceTable(readme, writeTable(readResults()))).toBe(readme);
});

test('every measure has been taken, and has a name of its own', () => {
  const ids = MEASURES.map(({ id }: Measure) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(readResults().measures.map(({ id }) => id)).toEqual(ids);
});
