import type { Database, Query } from '../database/index.ts';
import { createSeries, uniformSeries } from '../series/index.ts';
import type { Turn } from '../turn.ts';
import { Fault } from './query-error.ts';
import type { QuerySource, SourceAnswer, SourceSubject } from './source.ts';

export interface DatabaseSourceOptions {
  /** On whose behalf programs ask, and until when. Default: one that all such share, without end. */
  readonly turn?: Omit<Turn, 'signal'> | undefined;
  /** Whether programs may insert. */
  readonly writes: boolean;
}

/**
 * The collection of `database`. Every call has its own view of it; what one program asks one after
 * the other may see what was written meanwhile.
 */
export function databaseQuerySource(
  database: Database,
  { turn, writes }: DatabaseSourceOptions,
): QuerySource {
  return {
    async nearest({ subject, where, explain, k }, signal) {
      refuseFilter(where);
      const answer = await database.nearest(queryOf(subject), { k, turn: { ...turn, signal } });
      return explained(answer, explain);
    },
    async within({ subject, where, explain, radius, limit }, signal) {
      refuseFilter(where);
      const options = { radius, limit, turn: { ...turn, signal } };
      return explained(await database.within(queryOf(subject), options), explain);
    },
    distance: (a, b) => database.distance(a, b),
    series: async (id) => database.get(id).series,
    async select() {
      throw new Fault('UNSUPPORTED', 'this collection has no metadata to select');
    },
    async insert(id, { values, times }) {
      if (!writes) throw new Fault('READ_ONLY', 'this program may not insert');
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

function explained(answer: SourceAnswer, wanted: boolean): SourceAnswer {
  return { ...answer, explain: wanted ? answer.explain : undefined };
}

function refuseFilter(where: string | undefined): void {
  if (where === undefined) return;
  throw new Fault('UNSUPPORTED', 'this collection has no metadata to filter by');
}
