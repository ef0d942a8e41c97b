import { FLOWS, type Flow, INTERRUPTIONS, type Interruption } from './flows.js';
import { OUTCOMES, type Outcome } from './outcomes.js';

const BEGIN = '<!-- Written by `npm run interruptions:table` from e2e/interruptions/outcomes.ts. -->';
const END = '<!-- The end of what is written. -->';

const SESSIONS = { signedIn: 'signed in', signedOut: 'signed out' } as const;

const wordsOf = ({ session, told, requests, reloads }: Outcome): string => {
  const error = told === 'nothing' || told === 'answered' || told === 'complete' ? '' : `, \`${told}\``;
  return `${SESSIONS[session]}${error}${reloads ? ' after a reload' : ''} (${requests})`;
};

const rowOf = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** The table of what was tried and what was seen. */
export function interruptionsTable(): string {
  const interruptions = Object.keys(INTERRUPTIONS) as Interruption[];
  const rows = (Object.keys(FLOWS) as Flow[]).flatMap((flow) =>
    FLOWS[flow].map(({ name }, index) => {
      const outcomes = OUTCOMES[flow][index];
      if (outcomes === undefined) throw new Error(`OUTCOMES says nothing of "${name}" in a ${flow}.`);
      return rowOf([`${flow}: ${name}`, ...interruptions.map((interruption) => wordsOf(outcomes[interruption]))]);
    }),
  );
  return [rowOf(['step', ...interruptions]), rowOf(['---', ...interruptions.map(() => '---')]), ...rows].join('\n');
}

/** The README with the table as it is now between the two marks. */
export function withInterruptionsTable(readme: string): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`The README lacks "${BEGIN}", or "${END}" after it.`);
  return `${readme.slice(0, begin)}${BEGIN}\n\n${interruptionsTable()}\n\n${readme.slice(end)}`;
}
