import { describe, expect, it } from 'vitest';
import { type Cell, countedCell } from '../../../bench/cell.ts';
import { fitPower } from '../../../bench/report/fit.ts';
import { groupCells } from '../../../bench/report/report.ts';
import { sweepsOf } from '../../../bench/report/sweep.ts';

function cellOf(competitor: string, workload: string, n: number): Cell {
  const place = { suite: 'engines', unit: 'ms', checksum: 1, note: undefined } as const;
  return countedCell([1], { ...place, competitor, workload, n });
}

describe('fitPower', () => {
  it('finds the exponent of a power, and none of its error where there is none', () => {
    const { exponent, error } = fitPower([1, 2, 4, 8].map((x) => [x, 3 * x ** 1.5]));
    expect(exponent).toBeCloseTo(1.5, 12);
    expect(error).toBeCloseTo(0, 12);
  });

  it('gives the standard error of what does not lie on a line', () => {
    // In logarithms to base 2: 0, 1, 3, 4 over 0, 1, 2, 3.
    const { exponent, error } = fitPower([
      [1, 1],
      [2, 2],
      [4, 8],
      [8, 16],
    ]);
    expect(exponent).toBeCloseTo(1.4, 12);
    expect(error).toBeCloseTo(Math.sqrt(0.2 / 2 / 5), 12);
    expect(
      fitPower([
        [1, 1],
        [2, 4],
      ]),
    ).toEqual({ exponent: 2, error: undefined });
    expect(() =>
      fitPower([
        [1, 1],
        [1, 2],
      ]),
    ).toThrow(RangeError);
  });
});

describe('sweepsOf', () => {
  it('finds what was measured at several sizes, or at several numbers in its name', () => {
    const cells = [
      ...[10, 100].flatMap((n) => [cellOf('a', 'get', n), cellOf('b', 'get', n)]),
      ...[1, 8, 64].map((clients) => cellOf('a', `ping beside scan, ${clients} clients`, 10)),
      ...[4, 1].map((times) => cellOf('a', `height, entries replaced ${times}×`, 10)),
      ...[4, 1].map((times) => cellOf('b', `height, entries replaced ${times}×`, 10)),
      cellOf('a', 'insert, 32 + 100 bytes', 10),
    ];
    const found = sweepsOf(groupCells(cells)).map(({ workload, quantity, series }) => {
      return [workload, quantity, series.map(({ steps }) => steps.map(({ value }) => value))];
    });
    expect(found).toEqual([
      [
        'get',
        'n',
        [
          [10, 100],
          [10, 100],
        ],
      ],
      ['ping beside scan', 'clients', [[1, 8, 64]]],
      [
        'height, entries replaced',
        'times',
        [
          [1, 4],
          [1, 4],
        ],
      ],
    ]);
  });

  it('makes no curve of one line through two points', () => {
    expect(sweepsOf(groupCells([cellOf('a', 'get', 10), cellOf('a', 'get', 100)]))).toEqual([]);
  });
});
