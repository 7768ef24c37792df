import type { Answer, Database, Query } from '../database/index.ts';
import { createSeries, uniformSeries } from '../series/index.ts';
import type { Turn } from '../turns/turn.ts';
import { refusedInsert } from './query-error.ts';
import type { QuerySource, SourceAnswer, SourceSubject } from './source.ts';

export interface DatabaseSourceOptions {
  /** On whose behalf programs ask, and until when. Default: one that all such share, without end. */
  readonly turn?: Omit<Turn, 'signal'> | undefined;
  /** Whether programs may insert. */
  readonly writes: boolean;
  /** Told of the counts of each search. */
  readonly onSearched?: ((explain: Readonly<Record<string, unknown>>) => void) | undefined;
}

/**
 * The collection of `database`. Every call has its own view of it; what one program asks one after
 * the other may see what was written meanwhile.
 */
export function databaseQuerySource(
  database: Database,
  { turn, writes, onSearched }: DatabaseSourceOptions,
): QuerySource {
  const explained = (answer: Answer, wanted: boolean): SourceAnswer => {
    onSearched?.(answer.explain);
    return { ...answer, explain: wanted ? answer.explain : undefined };
  };
  return {
    async nearest({ subject, where, explain, k }, signal) {
      const options = { k, where, turn: { ...turn, signal } };
      return explained(await database.nearest(queryOf(subject), options), explain);
    },
    async within({ subject, where, explain, radius, limit }, signal) {
      const options = { radius, limit, where, turn: { ...turn, signal } };
      return explained(await database.within(queryOf(subject), options), explain);
    },
    distance: (a, b) => database.distance(a, b),
    series: async (id) => database.get(id).series,
    select: (selection, signal) => database.select({ ...selection, turn: { ...turn, signal } }),
    async insert(id, { values, times }) {
      if (!writes) throw refusedInsert('the operation insert_ts does');
      return database.insert(id, seriesOf({ values, times }));
    },
  };
}

function queryOf(subject: SourceSubject): Query {
  return 'id' in subject ? subject : { series: seriesOf(subject) };
}

function seriesOf({
  values,
  times,
}: Exclude<SourceSubject, { readonly id: string }>): ReturnType<typeof uniformSeries> {
  return times === undefined ? uniformSeries(values) : createSeries(times, values);
}
