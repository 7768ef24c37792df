import type { PivotedFactor } from './pivoted-cholesky.ts';

/** G_ij = ½(d²(vi,v0) + d²(vj,v0) − d²(vi,vj)) for i and j from 1 on, by rows. */
export function centredGram(between: Float64Array, count: number): Float64Array {
  const order = count - 1;
  const gram = new Float64Array(order * order);
  for (let i = 1; i < count; i += 1) {
    const own = between[i]! ** 2;
    gram[(i - 1) * order + i - 1] = own;
    for (let j = i + 1; j < count; j += 1) {
      const product = 0.5 * (own + between[j]! ** 2 - between[i * count + j]! ** 2);
      gram[(i - 1) * order + j - 1] = product;
      gram[(j - 1) * order + i - 1] = product;
    }
  }
  return gram;
}

/**
 * `inverse` by rows, scaled so that x − v0 ↦ W·b is a contraction whatever rounding did to the factor
 * and to the matrix; `createHilbertBound` says why.
 * @param squareSlack Ē, what a squared distance may be off by, roundings included
 */
export function contraction(
  gram: Float64Array,
  order: number,
  { pivots, inverse }: PivotedFactor,
  squareSlack: number,
): Float64Array {
  const rank = pivots.length;
  let squares = 0;
  for (let a = 0; a < rank; a += 1) {
    const row = pivots.map((pivot) => {
      let sum = 0;
      for (let i = 0; i <= a; i += 1)
        sum += inverse[a * rank + i]! * gram[pivots[i]! * order + pivot]!;
      return sum;
    });
    for (let b = 0; b < rank; b += 1) {
      let sum = a === b ? -1 : 0;
      for (let i = 0; i <= b; i += 1) sum += row[i]! * inverse[b * rank + i]!;
      squares += sum * sum;
    }
  }
  const sums = norm(rowSums(inverse, rank));
  const excess = Math.sqrt(squares) + 1.5 * squareSlack * sums * sums;
  return inverse.map((entry) => entry / Math.sqrt(1 + excess));
}

/** Σ |entry| of every row of a square matrix of `rank` rows. */
export function rowSums(matrix: Float64Array, rank: number): Float64Array {
  return Float64Array.from({ length: rank }, (_, row) => {
    const entries = matrix.subarray(row * rank, row * rank + rank);
    return entries.reduce((sum, entry) => sum + Math.abs(entry), 0);
  });
}

/** The Euclidean norm. */
export function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, entry) => sum + entry * entry, 0));
}
