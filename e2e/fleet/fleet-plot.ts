import type { TopLevelSpec } from 'vega-lite';
import type { FleetAssumptions } from './assumptions.js';
import { type FleetDay, STEP_MS } from './fleet.js';

const HOUR_MS = 3_600_000;

/** A point for so many steps over the day, and one for each step around the outage. */
const STEPS_A_POINT = 30;

/** The scale is logarithmic, for an outage and an ordinary hour differ by the hundredfold: fewer requests a second than this are shown as so many. */
const LEAST_SHOWN = 1;

const TICKS = [1, 10, 100, 1_000, 10_000];

/** This project's and its peers', as in the benchmarks' plots; the second peer has another of its own. */
const COLOURS = ['#0b6e4f', '#d1603d', '#5b7fb5'] as const;

const AROUND_OUTAGE_MS = { before: 5 * 60_000, after: 20 * 60_000 };

/** Requests a second over the day, the quota, and the time around the outage from near by. */
export function fleetPlot(days: readonly FleetDay[], { outage, quotaPerSecond }: FleetAssumptions): TopLevelSpec {
  const overTheDay = days.flatMap((day) =>
    averages(day.requests, STEPS_A_POINT).map(({ step, mean }) => ({
      policy: day.policy,
      hour: (step * STEP_MS) / HOUR_MS,
      perSecond: Math.max(LEAST_SHOWN, mean / (STEP_MS / 1000)),
    })),
  );
  const nearOutage = (step: number) =>
    outage !== undefined &&
    step * STEP_MS >= outage.fromMs - AROUND_OUTAGE_MS.before &&
    step * STEP_MS < outage.toMs + AROUND_OUTAGE_MS.after;
  const aroundOutage = days.flatMap(({ policy, requests, refused }) =>
    [...requests.keys()].filter(nearOutage).map((step) => ({
      policy,
      minute: (step * STEP_MS - (outage?.fromMs ?? 0)) / 60_000,
      perSecond: Math.max(LEAST_SHOWN, (requests[step] ?? 0) / (STEP_MS / 1000)),
      refused: refused[step] ?? 0,
    })),
  );
  const color = {
    field: 'policy',
    type: 'nominal',
    title: null,
    scale: { domain: days.map(({ policy }) => policy), range: [...COLOURS] },
    legend: { orient: 'top', labelLimit: 300, symbolStrokeWidth: 3 },
  } as const;
  const perSecond = {
    field: 'perSecond',
    type: 'quantitative' as const,
    title: 'requests a second',
    scale: { type: 'log' as const, domain: [LEAST_SHOWN, mostShown(days)] },
    axis: { values: [...TICKS], format: ',d' },
  } satisfies Record<string, unknown>;
  const x = {
    field: 'minute',
    type: 'quantitative',
    title: 'minutes from the outage’s beginning; it lasts ten',
  } as const;
  const line = { type: 'line', strokeWidth: 1.5 } as const;
  const size = { width: 640, height: 180 } as const;
  return {
    background: 'white',
    vconcat: [
      {
        ...size,
        title: `Refreshes a second, by five-minute means; dashed: the quota, ${quotaPerSecond} a second`,
        layer: [
          {
            data: { values: overTheDay },
            mark: line,
            encoding: {
              x: { field: 'hour', type: 'quantitative', title: 'hour of the day', scale: { domain: [0, 24] } },
              y: perSecond,
              color,
            },
          },
          {
            data: { values: [{ quota: quotaPerSecond }] },
            mark: { type: 'rule', strokeDash: [4, 4] },
            encoding: { y: { field: 'quota', type: 'quantitative' } },
          },
        ],
      },
      {
        ...size,
        title: 'Around the outage: refreshes a second',
        data: { values: aroundOutage },
        mark: line,
        encoding: {
          x,
          y: perSecond,
          color,
        },
      },
      {
        ...size,
        title: 'Around the outage: users with the app open who are refused a token',
        data: { values: aroundOutage },
        mark: line,
        encoding: { x, y: { field: 'refused', type: 'quantitative', title: 'users' }, color },
      },
    ],
  };
}

function averages(values: Uint32Array, steps: number): { step: number; mean: number }[] {
  const points: { step: number; mean: number }[] = [];
  for (let step = 0; step < values.length; step += steps) {
    const part = values.subarray(step, step + steps);
    points.push({ step: step + part.length / 2, mean: part.reduce((sum, value) => sum + value, 0) / part.length });
  }
  return points;
}

/** The power of ten above all that is shown. */
function mostShown(days: readonly FleetDay[]): number {
  const highest = Math.max(10, ...days.map(({ requests }) => requests.reduce((a, b) => Math.max(a, b), 0)));
  return 10 ** Math.ceil(Math.log10(highest / (STEP_MS / 1000)));
}
