/** How counterexamples and broken expectations print what they are about. */
import type { Entry, Range } from '../engines/index.ts';

const BYTES_SHOWN_MAX = 20;
const BYTES_SHOWN_AT_ENDS = 6;

/** `bytes` in hexadecimal; beyond 20 bytes the first and last six, and the length. */
export function showBytes(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) {
    return 'nothing';
  }
  if (bytes.length === 0) {
    return '(empty)';
  }
  const text = Buffer.from(bytes).toString('hex');
  if (bytes.length <= BYTES_SHOWN_MAX) {
    return text;
  }
  const ends = 2 * BYTES_SHOWN_AT_ENDS;
  return `${text.slice(0, ends)}..${text.slice(-ends)} (${bytes.length} bytes)`;
}

/** `key=value`, or `nothing`. */
export function showEntry(entry: Entry | undefined): string {
  return entry === undefined ? 'nothing' : `${showBytes(entry.key)}=${showBytes(entry.value)}`;
}

/** The keys of `entries`. */
export function showKeys(entries: readonly Entry[]): string {
  return `keys [${entries.map(({ key }) => showBytes(key)).join(', ')}]`;
}

/** The bounds that are set, then the direction and the limit. */
export function showRange(range: Range): string {
  const { gt, gte, lt, lte, reverse, limit } = range;
  const parts = [
    ...Object.entries({ gt, gte, lt, lte })
      .filter(([, bound]) => bound !== undefined)
      .map(([name, bound]) => `${name} ${showBytes(bound)}`),
    ...(reverse === true ? ['reverse'] : []),
    ...(limit === undefined ? [] : [`limit ${limit}`]),
  ];
  return parts.length === 0 ? 'everything' : parts.join(', ');
}
