import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { drawSvg } from '../tools/plot.js';
import { A_MILLION_USERS } from './assumptions.js';
import { liveDay } from './fleet.js';
import { fleetPlot } from './fleet-plot.js';
import { onePerOrigin, onePerTab } from './renewal-policy.js';
import { summarize } from './summary.js';

/**
 * A day of a million users against Cognito's quota, with an outage: once with this project's own decisions, once with
 * one renewal per tab. Writes `fleet.json` and `fleet.svg`; the same options write the same files.
 *
 *     npm run fleet -- [--users 1000000] [--seed 1] [--output docs/fleet]
 */
const { values } = parseArgs({
  options: {
    users: { type: 'string', default: String(A_MILLION_USERS.users) },
    seed: { type: 'string', default: '1' },
    output: { type: 'string', default: 'docs/fleet' },
  },
});
const users = Number(values.users);
const seed = Number(values.seed);
for (const [option, value] of Object.entries({ users, seed })) {
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${option} takes a whole number from 1 on.`);
}

const assumptions = { ...A_MILLION_USERS, users };
const days = [onePerTab, onePerOrigin].map((policy) => liveDay(assumptions, policy, seed));
const summaries = days.map((day) => summarize(day, assumptions));
console.table(Object.fromEntries(summaries.map(({ policy, ...figures }) => [policy, figures])));

await mkdir(values.output, { recursive: true });
await writeFile(`${values.output}/fleet.json`, `${JSON.stringify({ seed, assumptions, summaries }, null, 2)}\n`);
await writeFile(`${values.output}/fleet.svg`, await drawSvg(fleetPlot(days, assumptions)));
