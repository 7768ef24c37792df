import type { Paint } from './colour.ts';
import { printable } from './printable.ts';
import { cut, widthOf } from './width.ts';

export interface Column {
  readonly title: string;
  /** Default 'left'; numbers go right. */
  readonly align?: 'left' | 'right' | undefined;
}

const GAP = '  ';

/**
 * Lines of aligned columns under their titles, each line with its newline. Titles and cells are
 * made printable here. Requires as many cells a row as there are columns.
 * @param width columns that a line may take: the widest column on the left is cut to that, with …
 */
export function formatTable(
  named: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: Paint,
  width: number = Number.POSITIVE_INFINITY,
): string {
  const columns = named.map(({ title, align }) => ({ title: printable(title), align }));
  const whole = rows.map((row) => row.map(printable));
  const cells = fitted(columns, whole, width);
  const widths = columns.map(({ title }) => widthOf(title));
  for (const row of cells) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
    }
  }
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, index) => {
        const space = ' '.repeat((widths[index] ?? 0) - widthOf(cell));
        return columns[index]?.align === 'right' ? space + cell : cell + space;
      })
      .join(GAP)
      .trimEnd();
  const head = paint('bold', lineOf(columns.map(({ title }) => title)));
  return [head, ...cells.map(lineOf)].map((line) => `${line}\n`).join('');
}

/** A column is never cut to less. */
const COLUMNS_LEAST = 8;

function fitted(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly (readonly string[])[] {
  const widths = columns.map(({ title }, index) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[index] ?? '')), widthOf(title)),
  );
  const total = widths.reduce((sum, columnWidth) => sum + columnWidth + GAP.length, -GAP.length);
  if (total <= width) return rows;
  const left = widths.map((columnWidth, index) =>
    columns[index]?.align === 'right' ? 0 : columnWidth,
  );
  const widest = left.indexOf(Math.max(...left));
  const most = Math.max(COLUMNS_LEAST, left[widest]! - (total - width));
  return rows.map((row) => row.map((cell, index) => (index === widest ? cut(cell, most) : cell)));
}

/** Made when it is first needed, for that takes longer than printing help. */
let names: Intl.Collator | undefined;

/** Orders rows by their first cell, `shell-2` before `shell-10`. */
export function byName(a: readonly string[], b: readonly string[]): number {
  names ??= new Intl.Collator('en', { numeric: true });
  return names.compare(a[0] ?? '', b[0] ?? '');
}

/** Lines of names and what belongs to them, indented by two, each line with its newline. */
export function formatPairs(pairs: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(0, ...pairs.map(([name]) => widthOf(printable(name))));
  return pairs
    .map(([name, value]) => {
      const shown = printable(name);
      const space = ' '.repeat(width - widthOf(shown));
      return `  ${shown}${space}${GAP}${printable(value)}`.trimEnd().concat('\n');
    })
    .join('');
}
