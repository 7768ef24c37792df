import { createRealTransform } from '../../../../server/similarity/fft/index.ts';
import { kernelSum } from './exact-squares.ts';

/**
 * Makes the squared kernel distance of prepared series of `length` points in plain TypeScript: one
 * product, one inverse transform, one sum that loses nothing. It shares with the module only the prepared form.
 */
export function referenceSquares(
  gamma: number,
  length: number,
): (x: Float64Array, y: Float64Array) => number {
  const transform = createRealTransform(length);
  const spectrum = new Float64Array(2 * Math.floor(length / 2) + 2);
  const values = new Float64Array(length);
  const kernel = (x: Float64Array, y: Float64Array): number => {
    spectrum.fill(0);
    for (let at = 2; at < spectrum.length; at += 2) {
      spectrum[at] = x[at]! * y[at]! + x[at + 1]! * y[at + 1]!;
      spectrum[at + 1] = x[at + 1]! * y[at]! - x[at]! * y[at + 1]!;
    }
    transform.inverse(spectrum, values);
    return kernelSum(values, gamma);
  };
  return (x, y) => 2 * (1 - kernel(x, y) / Math.sqrt(kernel(x, x) * kernel(y, y)));
}
