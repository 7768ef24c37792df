import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plot } from '../../../client/output/index.ts';

/** Whether the dot in `row` and `column` of a picture is set. */
function dot(lines: readonly string[], row: number, column: number): boolean {
  const bits = [
    [0x01, 0x08],
    [0x02, 0x10],
    [0x04, 0x20],
    [0x40, 0x80],
  ];
  const code = lines[row >> 2]!.charCodeAt(column >> 1) - 0x2800;
  return (code & bits[row % 4]![column % 2]!) !== 0;
}

describe('a plot', () => {
  it('draws a rising line from the bottom left to the top right', () => {
    const lines = plot(
      Float64Array.from({ length: 8 }, (_, index) => index),
      { columns: 4, rows: 2 },
    );
    expect(lines).toHaveLength(2);
    for (let column = 0; column < 8; column += 1) expect(dot(lines, 7 - column, column)).toBe(true);
    expect(dot(lines, 0, 0)).toBe(false);
    expect(dot(lines, 7, 7)).toBe(false);
  });

  it('loses no peak, however many points a column has', () => {
    const values = new Float64Array(10_000);
    values[6_321] = 1;
    const lines = plot(values, { columns: 10, rows: 3 });
    const peaks = Array.from({ length: 20 }, (_, column) => dot(lines, 0, column));
    expect(peaks.filter(Boolean)).toHaveLength(1);
    expect(peaks[Math.floor((6_321 * 20) / 10_000)]).toBe(true);
  });

  it('draws a constant series as a line in the middle', () => {
    const lines = plot(new Float64Array(6).fill(3), { columns: 3, rows: 1 });
    for (let column = 0; column < 6; column += 1) expect(dot(lines, 2, column)).toBe(true);
  });

  it('uses no more columns than there are points', () => {
    expect(plot(Float64Array.of(1, 2, 3), { columns: 50, rows: 1 })[0]).toHaveLength(2);
  });

  it('sets a dot in every column and keeps to its size for any finite values', () => {
    const size = fc.record({
      columns: fc.integer({ min: 1, max: 40 }),
      rows: fc.integer({ min: 1, max: 5 }),
    });
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, size, (list, { columns, rows }) => {
        const lines = plot(Float64Array.from(list), { columns, rows });
        const across = Math.min(columns * 2, list.length);
        expect(lines).toHaveLength(rows);
        for (const line of lines) expect(line).toHaveLength(Math.ceil(across / 2));
        for (let column = 0; column < across; column += 1) {
          const set = Array.from({ length: rows * 4 }, (_, row) => dot(lines, row, column));
          expect(set).toContain(true);
        }
      }),
    );
  });
});
