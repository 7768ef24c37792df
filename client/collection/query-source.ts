import type { QuerySource, Series, SourceSubject } from '../../server/index.ts';
import type { Source, Subject } from './source.ts';

type ShippedSeries = Exclude<SourceSubject, { readonly id: string }>;

/**
 * The collection of `source` as programs see it.
 * @param writes whether they may insert
 */
export async function querySource(
  source: Source,
  { writes }: { readonly writes: boolean },
): Promise<QuerySource> {
  const { createSeries, refusedInsert, uniformSeries } = await import('../../server/index.ts');
  const seriesOf = ({ times, values }: ShippedSeries): Series =>
    times === undefined ? uniformSeries(values) : createSeries(times, values);
  const subjectOf = (subject: SourceSubject): Subject =>
    'id' in subject ? subject : { series: seriesOf(subject) };
  return {
    nearest: async ({ subject, ...options }) =>
      source.nearest(subjectOf(subject), { ...options, strategy: undefined }),
    within: async ({ subject, ...options }) =>
      source.within(subjectOf(subject), { ...options, strategy: undefined }),
    distance: (a, b) => source.distance(a, b),
    series: (id) => source.get(id),
    select: ({ sort, ...selection }) => {
      const keys = sort.map(({ column, descending }) => (descending ? `-${column}` : column));
      return source.select({ ...selection, sort: keys });
    },
    insert: async (id, series) => {
      if (!writes) throw refusedInsert('say --write to let it');
      return source.insert(id, seriesOf(series));
    },
  };
}
