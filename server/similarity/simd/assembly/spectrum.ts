import { all, gather, imaginaryPart, realPart, VECTOR } from './lanes';
import { amplitudes, correlationScale, form, points } from './plan';
import { Powers } from './powers';
import { KERNEL } from './sums';

/*
 * The spectral bound of `../../bounds/spectral.ts`, whose b and m it makes out of prepared series: with
 * p_k = 2·|X_k|·|Y_k|/n², and half of that for the middle frequency of an even length, b = Σ p_k and
 * m = ½·Σ p_k², where p_k² of the middle counts twice.
 *
 * Everything is in f32 and a quarter of a transform's work. All terms are positive, so a sum of 112
 * steps has a relative error below 120·2⁻²⁴, that of rounding amplitudes included; what is too small
 * for f32 adds up to less than 2⁻⁴⁰. Both are made up for before b and m are used. The rounding of
 * the powers is that of `sums`, which `margin` covers.
 */

/** Values that make a block, and blocks that make a group; see `last.ts`. */
const BLOCK: usize = 16;
const GROUP: usize = 32;

/** What sums are multiplied by to be no less than the true ones, and what is added. */
export const ROUNDING: f64 = 1 + 2.0 ** -16;
const TINY: f64 = 2.0 ** -40;

/** What `sums` is at most by all amplitudes, for the candidates at the addresses. */
export function sumsByAmplitudes(a: usize, b: usize, c: usize, d: usize): v128 {
  const end = VECTOR * ((<usize>points >> 1) + 1);
  let x = amplitudes;
  let total = all<f32>(0);
  let squares = all<f32>(0);
  let last = all<f32>(0);
  for (let at: usize = VECTOR; at < end; ) {
    const groupStop = min(at + GROUP * BLOCK * VECTOR, end);
    let group = all<f32>(0);
    let groupSquares = all<f32>(0);
    while (at < groupStop) {
      const stop = min(at + BLOCK * VECTOR, groupStop);
      let block = all<f32>(0);
      let blockSquares = all<f32>(0);
      for (; at < stop; at += VECTOR, x += sizeof<f32>()) {
        const low = gather<f32>(a, b, at);
        const high = gather<f32>(c, d, at);
        const yr = realPart(low, high);
        const yi = imaginaryPart(low, high);
        const y = f32x4.add(f32x4.mul(yr, yr), f32x4.mul(yi, yi));
        last = f32x4.mul(v128.load32_splat(x), y);
        block = f32x4.add(block, f32x4.sqrt(last));
        blockSquares = f32x4.add(blockSquares, last);
      }
      group = f32x4.add(group, block);
      groupSquares = f32x4.add(groupSquares, blockSquares);
    }
    total = f32x4.add(total, group);
    squares = f32x4.add(squares, groupSquares);
  }
  const most = f32x4.add(f32x4.mul(total, all<f32>(ROUNDING)), all<f32>(TINY));
  if (form != KERNEL) return most;
  // The middle frequency of an even length, which was the last, counts twice as much.
  if ((points & 1) == 0) squares = f32x4.add(squares, last);
  return kernelsAtMost(most, f32x4.mul(squares, all<f32>(0.5)));
}

/**
 * Sums of exponentials of correlations that are at most `most` and whose squares have a mean of at most
 * `mean`, but for what rounding may have lost of it.
 */
export function kernelsAtMost(most: v128, mean: v128): v128 {
  const m = f32x4.add(f32x4.mul(mean, all<f32>(ROUNDING)), all<f32>(TINY * TINY));
  // b² is m at least and b is 1 at most, as long as nothing is rounded.
  const b = f32x4.pmax(f32x4.pmin(most, all<f32>(correlationScale)), f32x4.sqrt(m));
  const square = f32x4.mul(b, b);
  const whole = f32x4.add(m, square);
  const up = f32x4.mul(f32x4.div(m, whole), Powers.one<f32>(b));
  const down = f32x4.mul(f32x4.div(square, whole), Powers.one<f32>(f32x4.neg(f32x4.div(m, b))));
  return f32x4.mul(all<f32>(points), f32x4.add(up, down));
}
