import { parseFilter } from '../metadata/index.ts';
import type { Collection, Measure, Strategy, Want } from '../similarity/index.ts';
import type { Turn } from '../turns/turn.ts';
import { answer, ordinalOf } from './answers.ts';
import { checkSeries } from './checks.ts';
import type { Compute, View } from './compute.ts';
import type { Answer, Query } from './contract.ts';
import { matchesIn, overColumns } from './matches.ts';

/** What is searched, beside a view. */
export interface Searched {
  readonly measure: Measure;
  /** Shows what the view has. */
  readonly collection: Collection;
  readonly compute: Compute;
}

/** How to search; see the contract. */
export interface SearchOptions {
  readonly strategy?: Strategy | undefined;
  /** Most neighbours to answer with. */
  readonly limit: number;
  readonly turn?: Turn | undefined;
  readonly where?: string | undefined;
}

/**
 * Searches `view`, which stays whole until the answer is there.
 * @throws as `Database.nearest`.
 */
export async function searchIn(
  view: View,
  { measure, collection, compute }: Searched,
  asked: { readonly query: Query; readonly want: Want; readonly options: SearchOptions },
): Promise<Answer> {
  const { query, want } = asked;
  const { strategy = 'auto', limit, turn, where } = asked.options;
  const { length, preparedLength } = measure;
  let ordinal: number | undefined;
  let prepared: Float64Array;
  if ('id' in query) {
    ordinal = ordinalOf(view, query.id, 'id');
    prepared = collection.prepared(ordinal);
  } else {
    checkSeries(query.series, length);
    prepared = new Float64Array(preparedLength);
    measure.prepare(query.series.values, prepared, 0);
  }
  const filter = where === undefined ? undefined : parseFilter(where, view.metadata.schema);
  const matches =
    filter === undefined
      ? undefined
      : await overColumns(turn, (work) => matchesIn(view, collection, filter, work));
  const request = { query: prepared, want, strategy, excludeOrdinal: ordinal, matches };
  const result = await compute.search(view, request, turn);
  return answer(result, view, want, limit);
}
