import type { SessionState } from '../shared/session-state.js';
import { element } from './element.js';
import { nameOf, shortened } from './words.js';

/** What a page can come to hold that a thief could use; the refresh token is not among them. */
export type Secret = 'accessToken' | 'idToken' | 'awsCredentials';

const NAMES: Readonly<Record<Secret, string>> = {
  accessToken: 'access token',
  idToken: 'ID token',
  awsCredentials: 'AWS credentials',
};

/** What this page has been given. It is held for as long as the page shows it, and no longer. */
const held = new Map<Secret, string>();
let state: SessionState | undefined;

export function hold(secrets: Partial<Record<Secret, string>>): void {
  for (const secret of Object.keys(NAMES) as Secret[]) {
    const value = secrets[secret];
    if (value !== undefined) held.set(secret, value);
  }
  render();
}

/** Whether there was anything to let go of. */
export function letGo(): boolean {
  const had = held.size > 0;
  held.clear();
  render();
  return had;
}

export function showHoldings(newState: SessionState): void {
  state = newState;
  render();
}

function render(): void {
  if (state === undefined) return;
  const doesNotHold: string[] = [];
  for (const secret of Object.keys(NAMES) as Secret[]) {
    const value = held.get(secret);
    const row = element(`holds-${secret}`, HTMLDivElement);
    row.toggleAttribute('data-held', value !== undefined);
    const words = row.querySelector('dd');
    if (words !== null)
      words.textContent = value === undefined ? 'not in this page' : `in this page: ${shortened(value)}`;
    if (value === undefined) doesNotHold.push(NAMES[secret]);
  }
  doesNotHold.push('refresh token');
  const askedFor = [...held.keys()].map((secret) => NAMES[secret]);
  const because = askedFor.length === 0 ? '' : `; and, because you asked, ${askedFor.join(', ')}`;
  const summary = `This page holds: ${knowledge(state)}${because}. It does not hold: ${doesNotHold.join(', ')}.`;
  const status = element('holdings-summary', HTMLParagraphElement);
  // The same words again would be read out again.
  if (status.textContent !== summary) status.textContent = summary;
}

function knowledge({ status, user }: SessionState): string {
  if (user === undefined) return 'that nobody is signed in';
  return status === 'signedIn'
    ? `that ${nameOf(user.username)} is signed in`
    : `that ${nameOf(user.username)} was signed in`;
}
