/** The part of a positive semidefinite matrix that is well conditioned, factorised. */
export interface PivotedFactor {
  /** Rows of the matrix in the order in which they were taken, the largest residual first. */
  readonly pivots: readonly number[];
  /**
   * L⁻¹ by rows, `pivots.length` squared with zeros above the diagonal, where L·Lᵀ is the matrix
   * of the pivots' rows and columns.
   */
  readonly inverse: Float64Array;
}

/**
 * Cholesky's factorisation with diagonal pivoting of the symmetric `matrix` of `order` rows, which
 * is not changed. It stops when no residual on the diagonal is over `floor`: what is left depends
 * on the rows taken so far, or nearly.
 *
 * Without pivoting the residuals come in any order, and a row that nearly depends on others gets
 * into L early and makes entries of L⁻¹ large, which multiply every error of the matrix.
 * Cost: O(order³).
 * Source: Higham, Accuracy and Stability of Numerical Algorithms, section 10.3.
 */
export function pivotedCholesky(matrix: Float64Array, order: number, floor: number): PivotedFactor {
  const pivots: number[] = [];
  const residuals = Float64Array.from({ length: order }, (_, row) => matrix[row * order + row]!);
  // columns[p] is column p of L over all rows of the matrix; those of earlier pivots are 0.
  const columns: Float64Array[] = [];
  while (pivots.length < order) {
    const pivot = residuals.indexOf(Math.max(...residuals));
    const residual = residuals[pivot]!;
    if (!(residual > floor)) break;
    const root = Math.sqrt(residual);
    const column = new Float64Array(order);
    for (let row = 0; row < order; row += 1) {
      if (pivots.includes(row)) continue;
      let value = matrix[row * order + pivot]!;
      for (const earlier of columns) value -= earlier[row]! * earlier[pivot]!;
      const entry = row === pivot ? root : value / root;
      column[row] = entry;
      residuals[row]! -= entry * entry;
    }
    residuals[pivot] = Number.NEGATIVE_INFINITY;
    pivots.push(pivot);
    columns.push(column);
  }
  return { pivots, inverse: invert(pivots, columns) };
}

/** L⁻¹ by forward substitution: row i of it is (e_i − Σ_j L_ij · row j)/L_ii. */
function invert(pivots: readonly number[], columns: readonly Float64Array[]): Float64Array {
  const rank = pivots.length;
  const inverse = new Float64Array(rank * rank);
  for (const [i, pivot] of pivots.entries()) {
    const diagonal = columns[i]![pivot]!;
    inverse[i * rank + i] = 1 / diagonal;
    for (let at = 0; at < i; at += 1) {
      let sum = 0;
      for (let j = at; j < i; j += 1) sum += columns[j]![pivot]! * inverse[j * rank + at]!;
      inverse[i * rank + at] = -sum / diagonal;
    }
  }
  return inverse;
}
