/*
 * A braille character is a block of dots, two wide and four high, numbered
 *
 *   1 4
 *   2 5
 *   3 6
 *   7 8
 *
 * and dot d is bit d−1 of its distance from U+2800.
 */
const BLANK = 0x2800;
const DOT_ROWS = 4;
const DOT_COLUMNS = 2;
/** The bit of each dot of a block: by row from the top, then by column. */
const BITS: readonly (readonly [left: number, right: number])[] = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];

export interface PlotSize {
  /** Characters across, at least 1; fewer are used when there are fewer points. */
  readonly columns: number;
  /** Characters down, at least 1. */
  readonly rows: number;
}

/**
 * The lines of a picture of `values`, finite and at least one, in braille dots: the least at the
 * bottom, the greatest at the top. Every dot column covers its share of the points from the least
 * to the greatest of them, so that no peak is lost, however many points there are.
 * Cost: O(points + columns × rows).
 */
export function plot(values: Float64Array, size: PlotSize): readonly string[] {
  const across = Math.min(size.columns * DOT_COLUMNS, values.length);
  const down = size.rows * DOT_ROWS;
  const { least, greatest } = extremes(values, 0, values.length);
  const columns = Math.ceil(across / DOT_COLUMNS);
  const blocks = Array.from({ length: size.rows }, () => new Uint16Array(columns).fill(BLANK));
  const height = (value: number): number => {
    // Halves keep the span of the greatest doubles finite.
    const span = greatest / 2 - least / 2;
    const share = span === 0 ? 0.5 : (value / 2 - least / 2) / span;
    return Math.round((1 - share) * (down - 1));
  };
  for (let column = 0; column < across; column += 1) {
    const start = Math.floor((column * values.length) / across);
    // One point further than its share, so that neighbouring columns touch.
    const end = Math.min(values.length, Math.floor(((column + 1) * values.length) / across) + 1);
    const here = extremes(values, start, end);
    for (let row = height(here.greatest); row <= height(here.least); row += 1) {
      const block = blocks[Math.floor(row / DOT_ROWS)]!;
      block[Math.floor(column / DOT_COLUMNS)]! |= BITS[row % DOT_ROWS]![column % DOT_COLUMNS]!;
    }
  }
  return blocks.map((block) => String.fromCharCode(...block));
}

/** The least and the greatest of `values` from `start` to before `end`, at least one. */
function extremes(
  values: Float64Array,
  start: number,
  end: number,
): { readonly least: number; readonly greatest: number } {
  let least = values[start]!;
  let greatest = least;
  for (let index = start + 1; index < end; index += 1) {
    least = Math.min(least, values[index]!);
    greatest = Math.max(greatest, values[index]!);
  }
  return { least, greatest };
}
