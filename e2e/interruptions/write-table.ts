import { readFileSync, writeFileSync } from 'node:fs';
import { withInterruptionsTable } from './readme-table.js';

/** `npm run interruptions:table`: puts the table of interruptions, as the tests expect them, into the README. */

const README = new URL('../../README.md', import.meta.url);

writeFileSync(README, withInterruptionsTable(readFileSync(README, 'utf8')));
