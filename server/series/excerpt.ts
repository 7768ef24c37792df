import { printable } from '../printable.ts';

/** Characters of foreign text that an error message shows. */
const EXCERPT_LENGTH_MAX = 40;

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
