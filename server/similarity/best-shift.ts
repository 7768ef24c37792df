import { createRealTransform } from './fft/index.ts';

/**
 * The shift s from 0 to n−1 under which `moved` is most like `still`: the greatest
 * Σ_i moved[(i+s) mod n]·still[i], the least s where several are. Both have n values, 2 to 65,536.
 * Cost: O(n log n).
 */
export function bestShift(moved: Float64Array, still: Float64Array): number {
  const transform = createRealTransform(moved.length);
  const [spectrum, other] = [moved, still].map((values) => {
    const half = new Float64Array(2 * Math.floor(moved.length / 2) + 2);
    transform.forward(values, 0, half);
    return half;
  });
  const product = spectrum!;
  for (let at = 0; at < product.length; at += 2) {
    const [a, b, c, d] = [product[at]!, product[at + 1]!, other![at]!, other![at + 1]!];
    product[at] = a * c + b * d;
    product[at + 1] = b * c - a * d;
  }
  const correlation = new Float64Array(moved.length);
  transform.inverse(product, correlation);
  return correlation.reduce((best, value, at) => (value > correlation[best]! ? at : best), 0);
}
