import { element } from './element.js';

/** `secret`: something that can be used as a credential has come into the page. */
export type EntryKind = 'event' | 'api' | 'secret' | 'error';

/** More would be scrolled past, never read. */
const MAX_ENTRIES = 100;

/** Writes the newest entry first; a screen reader is told of it. */
export function log(kind: EntryKind, title: string, detail?: string): void {
  const now = new Date();
  const time = document.createElement('time');
  time.dateTime = now.toISOString();
  time.textContent = now.toLocaleTimeString();

  const text = document.createElement('div');
  text.append(paragraph(title));
  if (detail !== undefined) text.append(paragraph(detail));

  const entry = document.createElement('li');
  entry.dataset['kind'] = kind;
  entry.append(time, text);

  const list = element('log', HTMLOListElement);
  list.prepend(entry);
  while (list.childElementCount > MAX_ENTRIES) list.lastElementChild?.remove();
  element('log-empty', HTMLParagraphElement).hidden = true;
  element('latest', HTMLParagraphElement).textContent = title;
}

function paragraph(text: string): HTMLParagraphElement {
  const made = document.createElement('p');
  made.textContent = text;
  return made;
}
