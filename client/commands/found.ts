import type { Found } from '../collection/source.ts';
import { formatDistance, formatExplained, formatTable, type Paint } from '../output/index.ts';

/** The table of what a search found, and below it the counts of its steps. */
export function renderFound(
  { neighbours, explain }: Pick<Found, 'neighbours' | 'explain'>,
  paint: Paint,
): string {
  const rows = neighbours.map(({ id, distance }) => [id, formatDistance(distance)]);
  const table = formatTable([{ title: 'ID' }, { title: 'DISTANCE', align: 'right' }], rows, paint);
  if (explain === undefined) return table;
  return `${table}\n${paint('bold', 'how it was found')}\n${formatExplained(explain)}`;
}
