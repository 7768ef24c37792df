/** Points up to which every shift is tried; longer series are thinned first. */
const POINTS_EXACT = 1_024;

/** `values` with mean 0 and deviation 1; constant ones are all 0. */
export function standardised(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const deviation = Math.sqrt(square);
  return values.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
}

/** `values` moved around by `shift` places: what stood at `shift` stands first. */
export function shifted(values: readonly number[], shift: number): readonly number[] {
  return [...values.slice(shift), ...values.slice(0, shift)];
}

/**
 * The shift of `moving` that correlates best with `fixed`, both standardised and of one length n:
 * 0 to n − 1. Long series are compared thinned, and then around the best of that.
 * Cost: O(n²) up to 1,024 points, then O(n).
 */
export function bestShift(fixed: readonly number[], moving: readonly number[]): number {
  const { length } = fixed;
  const step = Math.ceil(length / POINTS_EXACT);
  const coarse = range(0, Math.ceil(length / step)).map((index) => index * step);
  const near = best(fixed, moving, coarse, step);
  return step === 1 ? near : best(fixed, moving, range(near - step, near + step + 1), step);
}

function best(
  fixed: readonly number[],
  moving: readonly number[],
  shifts: readonly number[],
  step: number,
): number {
  const { length } = fixed;
  let most = Number.NEGATIVE_INFINITY;
  let found = 0;
  for (const wanted of shifts) {
    const shift = (wanted + length) % length;
    let sum = 0;
    for (let index = 0; index < length; index += step) {
      sum += fixed[index]! * moving[(index + shift) % length]!;
    }
    // Of equal ones the first, whatever rounding says.
    if (sum > most + 1e-9 * length) {
      most = sum;
      found = shift;
    }
  }
  return found;
}

function range(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

/** `count` values on the lines between `points`. */
export function interpolated(points: readonly number[], count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => {
    const at = (index / (count - 1)) * (points.length - 1);
    const left = Math.min(points.length - 2, Math.floor(at));
    const share = at - left;
    return points[left]! * (1 - share) + points[left + 1]! * share;
  });
}
