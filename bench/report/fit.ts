/** How y grows with x: as x to the power of `exponent`. */
export interface PowerFit {
  readonly exponent: number;
  /** Standard error of the exponent; undefined for two points, through which a line always goes. */
  readonly error: number | undefined;
}

/**
 * The power that fits points best, by least squares in the logarithms of both.
 * @param points of positive numbers, with two different x at least
 * @throws RangeError when there are no two different x.
 */
export function fitPower(points: readonly (readonly [x: number, y: number])[]): PowerFit {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const count = logs.length;
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / count;
  const spread = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  if (!(spread > 0))
    throw new RangeError(`a line needs two different x; there are ${count} points`);
  const exponent = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  if (count < 3) return { exponent, error: undefined };
  const rest = logs.reduce((sum, [x, y]) => {
    return sum + (y - meanY - exponent * (x - meanX)) ** 2;
  }, 0);
  return { exponent, error: Math.sqrt(rest / (count - 2) / spread) };
}
