import { replaceBetween } from '../../tools/replace-between.js';
import type { Figure, Role, Row, Target, Unit } from '../measure.js';
import type { MeasureResult, Results } from './results.js';

const BEGIN = '<!-- benchmarks: what stands between these two lines is written by `npm run bench` -->';
const END = '<!-- benchmarks: end -->';

const PLOTTED = ['warm-read', 'first-response'];

/** Three significant digits, for figures of 0.04 and of 400 stand in the same column. */
export function formatNumber(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value.toFixed(value >= 0.1 ? 2 : 3);
}

function formatFigure({ value, spread, note }: Figure, unit: Unit): string {
  const inUnit = unit === 'requests' ? formatNumber(value).replace(/\.0+$/, '') : `${formatNumber(value)} ${unit}`;
  const tail = spread === undefined ? '' : ` (${formatNumber(spread.p99)})`;
  return `${inUnit}${tail}${note === undefined ? '' : `, ${note}`}`;
}

const OURS = /^cognito-session-worker(, )?/;

function formatFigures({ figures }: Row, unit: Unit, roles: readonly Role[]): string {
  const wanted = figures.filter(({ role }) => roles.includes(role));
  const lines = wanted.map((it) => {
    const name = it.contender.replace(OURS, '');
    return name === '' ? formatFigure(it, unit) : `${name}: ${formatFigure(it, unit)}`;
  });
  return lines.join('<br>') || '–';
}

const formatTarget = ({ goal, reached, met }: Target) =>
  `${goal}: ${formatNumber(reached)}, ${met ? 'met' : '**missed**'}`;

const formatRow = (unit: Unit) => (row: Row) => {
  const targets = row.targets.map(formatTarget).join('<br>') || '–';
  const [ours, floors, peers] = [['ours'], ['floor', 'control'], ['peer']].map((roles) =>
    formatFigures(row, unit, roles as Role[]),
  );
  return `| ${row.what} | ${ours} | ${floors} | ${peers} | ${targets} |`;
};

function formatConditions({ machine, measures }: Results): string {
  const days = [...new Set(measures.map(({ measuredAt }) => measuredAt.slice(0, 10)))].join(', ');
  const load = Math.max(...measures.map(({ loadAverage }) => loadAverage));
  const { cpu, cores, memoryGB, platform, browser } = machine;
  return (
    `Measured on ${days} with ${browser} on ${cpu}, ${cores} cores, ${memoryGB} GB, ${platform}; the load average before a ` +
    `measure was at most ${load.toFixed(1)}. Medians, with the 99th percentile in brackets.`
  );
}

/** The part of the README that says what was measured. It follows from the results alone. */
export function writeTable(results: Results): string {
  const rows = results.measures.flatMap(({ unit, rows }) => rows.map(formatRow(unit)));
  const plots = results.measures.filter(({ id }) => PLOTTED.includes(id)).map(formatPlot);
  return [
    BEGIN,
    '',
    formatConditions(results),
    '',
    '| measure | here | floor | peers | to reach |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    ...plots.flatMap((plot) => [plot, '']),
    END,
  ].join('\n');
}

const formatPlot = ({ id, title }: MeasureResult) => `![${title}](docs/benchmarks/${id}.svg)`;

/**
 * The text with this table in the place of the one that it has.
 *
 * @throws Error where the text has no place for it
 */
export function replaceTable(text: string, table: string): string {
  return replaceBetween(text, BEGIN, END, table);
}

export const EMPTY_TABLE = `${BEGIN}\n${END}`;
