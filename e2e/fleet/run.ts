import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawSvg } from '../tools/plot.js';
import { A_MILLION_USERS } from './assumptions.js';
import { fleetPlot } from './fleet-plot.js';
import { RESULTS_FOLDER, readResults, takeResults, writeResults } from './results.js';
import { replaceSection, writeSection } from './section.js';

/**
 * A day of a million users against Cognito's quota, with an outage: with this project's own decisions, and with those of
 * two libraries that renew in each tab. Writes docs/fleet and the README's table; with other options than the default
 * ones it writes into .cache/fleet and leaves these alone. The same options write the same files.
 *
 *     npm run fleet -- [--users 1000000] [--seed 1]
 */
const { values } = parseArgs({
  options: {
    users: { type: 'string', default: String(A_MILLION_USERS.users) },
    seed: { type: 'string', default: '1' },
  },
});
const users = Number(values.users);
const seed = Number(values.seed);
for (const [option, value] of Object.entries({ users, seed })) {
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${option} takes a whole number from 1 on.`);
}

const isPublished = users === A_MILLION_USERS.users && seed === 1;
const folder = isPublished ? RESULTS_FOLDER : '.cache/fleet';
const assumptions = { ...A_MILLION_USERS, users };
const { results, days } = takeResults(assumptions, seed);
writeResults(results, folder);
writeFileSync(join(folder, 'fleet.svg'), await drawSvg(fleetPlot(days, assumptions)));
const section = writeSection(readResults(folder)); // from the file, as the test reads it
if (isPublished) writeFileSync('README.md', replaceSection(readFileSync('README.md', 'utf8'), section));
console.log(`${section}\n\n${folder} is written.`);
