import type { TopLevelSpec } from 'vega-lite';
import { drawSvg } from '../../tools/plot.js';
import type { Role, Row, Unit } from '../measure.js';
import type { MeasureResult } from './results.js';

const COLOURS: Readonly<Record<Role, string>> = {
  ours: '#0b6e4f',
  floor: '#9aa5b1',
  control: '#cbd2d9',
  peer: '#d1603d',
};

const UNITS: Readonly<Record<Unit, string>> = {
  ms: 'milliseconds: median, line to the 99th percentile',
  kB: 'kB, minified and gzipped',
  requests: 'requests an expiry',
};

/** The figures of a measure as bars, as the text of an SVG. */
export async function plot(result: MeasureResult): Promise<string> {
  return await drawSvg(specificationOf(result));
}

function specificationOf({ title, unit, rows }: MeasureResult): TopLevelSpec {
  return {
    title: { text: title, anchor: 'start' },
    background: 'white',
    padding: 12,
    vconcat: rows.map((row) => barsOf(row, unit)),
    config: { font: 'sans-serif', view: { stroke: null }, title: { offset: 12 } },
  };
}

type Bars = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];

function barsOf({ what, figures }: Row, unit: Unit): Bars {
  const values = figures.map(({ contender, role, value, spread }) => ({
    contender,
    role,
    value,
    p99: spread?.p99 ?? null,
  }));
  const y = { field: 'contender', type: 'nominal', sort: null, title: null, axis: { labelLimit: 420 } } as const;
  const roles = Object.keys(COLOURS) as Role[];
  return {
    title: { text: what.replaceAll('`', ''), anchor: 'start', fontWeight: 'normal', fontSize: 11 },
    width: 420,
    height: { step: 22 },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: 13 },
        encoding: {
          y,
          x: { field: 'value', type: 'quantitative', title: UNITS[unit] },
          color: {
            field: 'role',
            type: 'nominal',
            scale: { domain: roles, range: roles.map((role) => COLOURS[role]) },
            legend: null,
          },
        },
      },
      {
        transform: [{ filter: 'datum.p99 !== null' }],
        mark: { type: 'rule', color: '#52606d' },
        encoding: { y, x: { field: 'value', type: 'quantitative' }, x2: { field: 'p99' } },
      },
    ],
  };
}
