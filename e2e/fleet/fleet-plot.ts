import type { TopLevelSpec } from 'vega-lite';
import type { FleetAssumptions } from './assumptions.js';
import { type FleetDay, STEP_MS } from './fleet.js';

const HOUR_MS = 3_600_000;

/** A point for so many steps over the day, and one for each step around the outage. */
const STEPS_A_POINT = 30;
const AROUND_OUTAGE_MS = { before: 5 * 60_000, after: 20 * 60_000 };

/** Requests a second over the day, the quota, and the time around the outage from near by. */
export function fleetPlot(days: readonly FleetDay[], { outage, quotaPerSecond }: FleetAssumptions): TopLevelSpec {
  const overTheDay = days.flatMap((day) =>
    averages(day.requests, STEPS_A_POINT).map(({ step, mean }) => ({
      policy: day.policy,
      hour: (step * STEP_MS) / HOUR_MS,
      perSecond: mean / (STEP_MS / 1000),
    })),
  );
  const nearOutage = (step: number) =>
    outage !== undefined &&
    step * STEP_MS >= outage.fromMs - AROUND_OUTAGE_MS.before &&
    step * STEP_MS < outage.toMs + AROUND_OUTAGE_MS.after;
  const aroundOutage = days.flatMap(({ policy, requests, withoutToken }) =>
    [...requests.keys()].filter(nearOutage).map((step) => ({
      policy,
      minute: (step * STEP_MS - (outage?.fromMs ?? 0)) / 60_000,
      perSecond: (requests[step] ?? 0) / (STEP_MS / 1000),
      withoutToken: withoutToken[step] ?? 0,
    })),
  );
  const color = { field: 'policy', type: 'nominal', title: null, legend: { orient: 'top' } } as const;
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
              y: { field: 'perSecond', type: 'quantitative', title: 'requests a second', scale: { type: 'symlog' } },
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
          y: { field: 'perSecond', type: 'quantitative', title: 'requests a second', scale: { type: 'symlog' } },
          color,
        },
      },
      {
        ...size,
        title: 'Around the outage: users with the app open and no valid token',
        data: { values: aroundOutage },
        mark: line,
        encoding: { x, y: { field: 'withoutToken', type: 'quantitative', title: 'users' }, color },
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
