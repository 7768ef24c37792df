import { DatabaseError } from '../errors.ts';
import type { SearchResult, Want } from '../similarity/index.ts';
import type { View } from './compute.ts';
import type { Answer } from './contract.ts';
import { rank } from './ranking.ts';
import { decodeOrdinal, encodeId, TREES } from './trees.ts';

/** What a search comes to: its hits with their ids, cut to `limit`. */
export function answer(result: SearchResult, view: View, want: Want, limit: number): Answer {
  const neighbours = rank(result, view.snapshot, limit);
  const total = want.kind === 'within' ? result.ordinals.length : neighbours.length;
  // A radius that nothing bounded is infinite, which no JSON can say.
  const explain = Object.entries(result.explain).filter(
    ([, value]) => value !== Number.POSITIVE_INFINITY,
  );
  return {
    neighbours,
    total,
    truncated: total > neighbours.length,
    explain: { ...Object.fromEntries(explain), vantagePoints: view.vantageIds },
  };
}

/** The ordinal of a stored series. @throws DatabaseError `NOT_FOUND`. */
export function ordinalOf(view: View, id: string, field: string): number {
  const key = view.snapshot.tree(TREES.ids).view(encodeId(id));
  if (key === undefined) throw notFound(id, field);
  return decodeOrdinal(key);
}

export function notFound(id: string, field: string): DatabaseError {
  return new DatabaseError('NOT_FOUND', `no series has the id ${JSON.stringify(id)}`, { field });
}
