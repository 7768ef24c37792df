/** Characters of foreign text that an error message shows. */
const EXCERPT_LENGTH_MAX = 40;

/** Controls, formats (among them those that reverse text), surrogates, and line separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** `text` with every character that would not show as itself written as an escape. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeOf);
}

/** The beginning of `text`, printable, in quotes, and with '…' where it was cut. */
export function excerpt(text: string): string {
  const cut = text.length > EXCERPT_LENGTH_MAX;
  return `'${printable(cut ? text.slice(0, EXCERPT_LENGTH_MAX) : text)}${cut ? '…' : ''}'`;
}

/** What `value`, of any type and depth, is: the excerpt of a text, else a few words. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return excerpt(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  return `a ${typeof value}`;
}

function escapeOf(character: string): string {
  if (character === '\t') return '\\t';
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
