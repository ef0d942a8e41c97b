import { replaceBetween } from '../tools/replace-between.js';
import { DEFAULT_QUOTA } from './assumptions.js';
import type { FleetResults } from './results.js';
import type { FleetSummary } from './summary.js';

const BEGIN = '<!-- fleet: what stands between these two lines is written by `npm run fleet` -->';
const END = '<!-- fleet: end -->';

const millions = (count: number) => `${(count / 1e6).toFixed(2)} million`;
const whole = (count: number) => count.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');
const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
const duration = (seconds: number | undefined) =>
  seconds === undefined ? 'not that day' : `${Math.round(seconds / 60)} min`;

type Column = readonly [what: string, of: (day: FleetSummary) => string];

const OF_AN_OUTAGE: readonly Column[] = [
  ['requests', ({ requests }) => millions(requests)],
  ['of those that the service answered, throttled', ({ throttledShare }) => percent(throttledShare)],
  ['a second, in the busiest ten seconds', ({ peakPerSecond }) => whole(peakPerSecond)],
  ['most users at a time who were refused a token', ({ mostRefused }) => whole(mostRefused)],
  ['time for which users were refused one, all together', ({ hoursRefused }) => `${whole(hoursRefused)} h`],
  ['until no more than one in a thousand was', ({ secondsToRecover }) => duration(secondsToRecover)],
];

/** The part of the README that says what was simulated. It follows from the results alone. */
export function writeSection({ assumptions, compared, demand, outages, largestFleets }: FleetResults): string {
  const seconds = assumptions.dayMs / 1000;
  const rowsOf = (days: readonly FleetSummary[], columns: readonly Column[]) =>
    columns.map(([what, of]) => row(what, days.map(of)));
  const demandColumns: readonly Column[] = [
    ['requests', ({ requests }) => millions(requests)],
    ['a second, on average', ({ requests }) => whole(requests / seconds)],
    ['a second, in the busiest ten seconds', ({ peakPerSecond }) => whole(peakPerSecond)],
  ];
  const names = compared.map(({ policy }) => policy);
  return [
    BEGIN,
    '',
    row('', names),
    `|---|${names.map(() => '---|').join('')}`,
    row(
      `**no quota, no outage**, ${whole(assumptions.users)} users`,
      names.map(() => ''),
    ),
    ...rowsOf(demand, demandColumns),
    ...outages.flatMap(({ quotaPerSecond, days }) => [
      row(
        `**outage, quota of ${quotaPerSecond} a second**`,
        names.map(() => ''),
      ),
      ...rowsOf(days, OF_AN_OUTAGE),
    ]),
    row(
      `**largest fleet** that ${DEFAULT_QUOTA} a second serve`,
      largestFleets.map(({ users }) => `${whole(users)} users`),
    ),
    '',
    `![Refreshes a second over the day, and around the outage](docs/fleet/fleet.svg)`,
    '',
    END,
  ].join('\n');
}

const row = (what: string, cells: readonly string[]) => `| ${[what, ...cells].join(' | ')} |`;

/**
 * The text with this section in the place of the one that it has.
 *
 * @throws Error where the text has no place for it
 */
export function replaceSection(text: string, section: string): string {
  return replaceBetween(text, BEGIN, END, section);
}
