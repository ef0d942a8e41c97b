/**
 * The text with `part`, which begins and ends with these lines, in the place of what stands from the one to the other.
 *
 * @throws Error where the text has no place for it
 */
export function replaceBetween(text: string, begin: string, end: string, part: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The text has no two lines ${begin} and ${end} to write between.`);
  return text.slice(0, from) + part + text.slice(to + end.length);
}
