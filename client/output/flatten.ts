import { formatCount } from './numbers.ts';

/** Longest list that is shown entry by entry. */
const ENTRIES_MAX = 8;

/**
 * A document of counters as names and values to show, in its order: `file.trees.0.entries` for
 * what is nested, a count for a long list. Whole numbers get commas.
 */
export function flatten(
  document: Readonly<Record<string, unknown>>,
): readonly (readonly [name: string, value: string])[] {
  const pairs: [string, string][] = [];
  // A stack instead of recursion: the document may come from a server.
  const pending: [string, unknown][] = Object.entries(document).toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [name, value] = next;
    const children = childrenOf(value);
    if (children === undefined) {
      if (value !== undefined) pairs.push([name, show(value)]);
      continue;
    }
    for (const [key, child] of children.toReversed()) pending.push([`${name}.${key}`, child]);
  }
  return pairs;
}

function childrenOf(value: unknown): readonly [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return Object.entries(value);
  if (value.length > ENTRIES_MAX) return undefined;
  if (value.every((entry) => typeof entry !== 'object')) return undefined;
  return value.map((entry: unknown, index) => [String(index), entry]);
}

function show(value: unknown): string {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? formatCount(value) : value.toPrecision(6);
  }
  if (!Array.isArray(value)) return String(value);
  if (value.length === 0) return 'none';
  return value.length > ENTRIES_MAX ? `${formatCount(value.length)} of them` : value.join(', ');
}
