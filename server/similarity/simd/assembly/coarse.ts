import { greatest } from './ends';
import { all, gather, imaginaryPart, realPart, VECTOR } from './lanes';
import {
  amplitudes,
  coarseKept,
  coarsePoints,
  coarseQuery,
  coarseStages,
  coarseTable,
  coarseTerms,
  correlationScale,
  form,
  points,
} from './plan';
import { kernelsAtMost, ROUNDING } from './spectrum';
import { correlations, KERNEL, STAGE } from './sums';

/*
 * The coarse bound: how like two series are at the best shift, by their low frequencies alone, on a
 * grid of few shifts. It costs a transform of the grid's places, and reads the head of a series.
 *
 * With a_k the amplitudes of `../../bounds/amplitudes.ts`, a correlation c_s is l_s + h_s: l of the
 * frequencies k up to K, h of the others. Let T = √Σ a_k² over k > K and R = √Σ k²·a_k² over k ≤ K.
 *
 *  1. |h_s| ≤ Σ a_k·a'_k over k > K ≤ T·T', by Cauchy and Schwarz. As amplitudes are a unit vector,
 *     T² = 1 − Σ a_k² over k ≤ K, which needs no frequency above K.
 *  2. l is a trigonometric polynomial of the shift as an angle θ. Where it is greatest its derivative
 *     is 0, and some of M even places is within π/M; |l''| ≤ Σ k²·a_k·a'_k ≤ R·R'. So l is nowhere
 *     above b_l = max over the places + ½(π/M)²·R·R', by Taylor's theorem.
 *  3. Hence c_s ≤ b = b_l + T·T' at every shift, and best-shift d² ≥ 2·(1 − b).
 *  4. Bennett's inequality holds with any b that no c_s exceeds, and any m that is no less than the
 *     mean of c_s²: m = ½·Σ a_k²·a'_k² over k ≤ K, and (T·T')² for the others. See `bounds/spectral.ts`.
 *
 * Everything is in f32. Values of the transform are sums of terms whose sizes add up to 1 at most, and
 * three stages lose less than 40·2⁻²⁴ of that, which `ABSOLUTE` covers three times over. Sums of up to
 * 24 squares have a relative error below 30·2⁻²⁴, so T'² is off by less than `REST_SLACK`; the same
 * of R'² and m is in `ROUNDING`. The query's terms come rounded up.
 */

const ABSOLUTE: f64 = 2.0 ** -17;
const REST_SLACK: f64 = 2.0 ** -19;

/** What `sums` is at most by low frequencies, for the candidates at the addresses. */
export function sumsByCoarse(a: usize, b: usize, c: usize, d: usize): v128 {
  const end = VECTOR * (<usize>coarseKept + 1);
  let x = amplitudes;
  let energy = all<f32>(0);
  let bend = all<f32>(0);
  let squares = all<f32>(0);
  let order: f32 = 1;
  for (let at: usize = VECTOR; at < end; at += VECTOR, x += sizeof<f32>(), order += 1) {
    const low = gather<f32>(a, b, at);
    const high = gather<f32>(c, d, at);
    const yr = realPart(low, high);
    const yi = imaginaryPart(low, high);
    const y = f32x4.add(f32x4.mul(yr, yr), f32x4.mul(yi, yi));
    energy = f32x4.add(energy, y);
    bend = f32x4.add(bend, f32x4.mul(y, f32x4.splat(order * order)));
    squares = f32x4.add(squares, f32x4.mul(y, v128.load32_splat(x)));
  }
  const share = f32x4.mul(energy, all<f32>(2 / <f64>points));
  const left = f32x4.pmax(f32x4.sub(all<f32>(1), share), all<f32>(0));
  const rest = f32x4.mul(
    f32x4.sqrt(f32x4.add(left, all<f32>(REST_SLACK))),
    v128.load32_splat(coarseTerms),
  );
  const between = f32x4.mul(f32x4.sqrt(bend), v128.load32_splat(coarseTerms, 4));
  const tableEnd = coarseTable + STAGE * <usize>coarseStages;
  const values = correlations<f32>(coarseQuery, a, b, c, d, coarseTable, tableEnd);
  const slack = f32x4.add(
    f32x4.mul(f32x4.add(rest, between), all<f32>(ROUNDING)),
    all<f32>(ABSOLUTE * correlationScale),
  );
  const most = f32x4.add(greatest<f32>(values, coarsePoints), slack);
  if (form != KERNEL) return most;
  return kernelsAtMost(most, f32x4.add(f32x4.mul(squares, all<f32>(0.5)), f32x4.mul(rest, rest)));
}
