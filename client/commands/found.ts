import type { Shapes } from '../collection/shapes.ts';
import type { Found } from '../collection/source.ts';
import {
  type Column,
  formatDistance,
  formatExplained,
  formatTable,
  type Paint,
  plot,
  printable,
} from '../output/index.ts';

/** Neighbours whose shapes are shown; to get those of more takes time. */
export const SHAPES_MAX = 20;

const SPARK_COLUMNS = 20;
const PLOT_ROWS = 4;
const PLOT_COLUMNS_MAX = 100;

/** How to show what was found. */
export interface FoundView {
  readonly paint: Paint;
  /** Columns of the terminal; undefined where there is none, and tables are as wide as they get. */
  readonly width: number | undefined;
  /** What to draw in the table, if anything. */
  readonly shapes?: Shapes | undefined;
}

/** The table of what a search found, and below it the counts of its steps. */
export function renderFound(
  { neighbours, explain }: Pick<Found, 'neighbours' | 'explain'>,
  { paint, width, shapes }: FoundView,
): string {
  const columns: Column[] = [{ title: 'ID' }, { title: 'DISTANCE', align: 'right' }];
  if (shapes !== undefined) columns.push({ title: 'SHAPE' });
  const rows = neighbours.map(({ id, distance }) => {
    const values = shapes?.found.get(id)?.values;
    const spark = values === undefined ? '' : sparkline(values);
    return [id, formatDistance(distance), ...(shapes === undefined ? [] : [spark])];
  });
  const table = formatTable(columns, rows, paint, width);
  if (explain === undefined) return table;
  return `${table}\n${paint('bold', 'how it was found')}\n${formatExplained(explain)}`;
}

/** Pictures of what was searched with and of each neighbour, one below the other. */
export function renderShapes(
  neighbours: Found['neighbours'],
  subject: string,
  { paint, width = 80, shapes }: FoundView & { readonly shapes: Shapes },
): string {
  const size = { columns: Math.max(1, Math.min(PLOT_COLUMNS_MAX, width - 1)), rows: PLOT_ROWS };
  const picture = (title: string, values: Float64Array): string =>
    [paint('bold', printable(title)), ...plot(values, size), ''].join('\n');
  const parts = [picture(subject, shapes.subject)];
  for (const { id, distance } of neighbours) {
    const shape = shapes.found.get(id);
    if (shape === undefined) continue;
    const turn = shape.shift === 0 ? '' : `, turned by ${shape.shift} of ${shape.values.length}`;
    parts.push(picture(`${id}  ${formatDistance(distance)}${turn}`, shape.values));
  }
  return parts.join('\n');
}

function sparkline(values: Float64Array): string {
  return plot(values, { columns: SPARK_COLUMNS, rows: 1 })[0]!;
}
