import type { SmallCollection } from './collections.ts';
import { type BoundSubject, vantageSquare } from './subjects.ts';

const SLACK = 1e-5;

/**
 * The obvious Hilbert bound: distances kept as 32-bit floats, Cholesky's factorisation in the order
 * of the points, and a slack that looks large enough. It loses true neighbours. A law that passes
 * it has not looked.
 */
export function naiveBounds(collection: SmallCollection): readonly BoundSubject[] {
  const { kind, values, vantageCount, distances } = collection;
  const count = values.length;
  const order = vantageCount - 1;
  const between = vantageSquare(collection).map(Math.fround);
  const square = (i: number, j: number): number => between[i * vantageCount + j]! ** 2;
  const factor = Array.from({ length: order }, () => new Float64Array(order));
  for (let i = 0; i < order; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0.5 * (square(0, i + 1) + square(0, j + 1) - square(i + 1, j + 1));
      for (let k = 0; k < j; k += 1) sum -= factor[i]![k]! * factor[j]![k]!;
      const pivot = factor[j]![j]!;
      // A row that depends on others is left out, if rounding lets it show.
      factor[i]![j] = i === j ? Math.sqrt(Math.max(0, sum)) : pivot > 0 ? sum / pivot : 0;
    }
  }
  const rows = values.map((_, index) => {
    const distance = Array.from({ length: vantageCount }, (_unused, point) =>
      Math.fround(distances[index * count + point]!),
    );
    const row = new Float64Array(order + 1);
    let rest = distance[0]! ** 2;
    for (let i = 0; i < order; i += 1) {
      let sum = 0.5 * (distance[0]! ** 2 + square(0, i + 1) - distance[i + 1]! ** 2);
      for (let k = 0; k < i; k += 1) sum -= factor[i]![k]! * row[k]!;
      const pivot = factor[i]![i]!;
      row[i] = pivot > 0 ? sum / pivot : 0;
      rest -= row[i]! ** 2;
    }
    row[order] = Math.sqrt(Math.max(0, rest));
    return row;
  });
  const atLeast = (i: number, j: number): number => {
    const other = rows[j]!;
    const sum = rows[i]!.reduce((total, value, at) => total + (value - other[at]!) ** 2, 0);
    return Math.max(0, Math.sqrt(sum) - SLACK);
  };
  return [
    {
      name: 'naive Hilbert',
      measure: kind,
      atLeast,
      excludes: (i, j, radius) => atLeast(i, j) > radius,
    },
  ];
}
