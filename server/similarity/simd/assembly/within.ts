import { sumsByCoarse } from './coarse';
import { listed } from './exact';
import { distances, form, margin, points, query64, survivors } from './plan';
import { sumsByAmplitudes } from './spectrum';
import { KERNEL, placeOf, sums } from './sums';

/* Ruling out, in f32, what is farther than a radius: places that are left stand in a list. */

/** Lists the first `count` places. */
export function listAll(count: i32): void {
  for (let index = 0; index < count; index += 1) {
    store<i32>(survivors + ((<usize>index) << 2), index);
  }
}

/** Of the first `count` that are listed, keeps those of which low frequencies do not prove it. */
export function siftByCoarse(count: i32, radius: f64): i32 {
  return sift<i32>(count, radius);
}

/** Of the first `count` that are listed, keeps those of which amplitudes do not prove it. */
export function siftBySpectrum(count: i32, radius: f64): i32 {
  return sift<u32>(count, radius);
}

/** Of the first `count` that are listed, keeps those of which sums in f32 do not prove it. */
export function siftBySums(count: i32, radius: f64): i32 {
  return sift<f32>(count, radius);
}

/**
 * Writes Infinity to the distances of listed places that are proved to be farther than `radius`, keeps
 * the others in the list, and returns how many. `T` says what proves it; see `sumsBy`.
 */
function sift<T>(count: i32, radius: f64): i32 {
  const self = v128.load_splat<f64>(query64);
  const limit = f64x2.splat(1 - 0.5 * (radius * radius + margin));
  const last = count - 1;
  let kept = 0;
  for (let index = 0; index < count; index += 4) {
    const first = listed(index);
    const second = listed(min(index + 1, last));
    const third = listed(min(index + 2, last));
    const fourth = listed(min(index + 3, last));
    const a = placeOf(first);
    const b = placeOf(second);
    const c = placeOf(third);
    const d = placeOf(fourth);
    const kernels = sumsBy<T>(a, b, c, d);
    const low = v128.load_lane<f64>(b, v128.load_splat<f64>(a), 1);
    const high = v128.load_lane<f64>(d, v128.load_splat<f64>(c), 1);
    // A kernel, normalised, or a correlation the limit is d² above radius² + margin.
    const away =
      far(f64x2.promote_low_f32x4(kernels), self, low, limit) |
      (far(f64x2.promote_low_f32x4(v128.shuffle<i64>(kernels, kernels, 1, 1)), self, high, limit) <<
        2);
    kept = keep(first, away & 1, kept);
    if (index < last) kept = keep(second, away & 2, kept);
    if (index + 1 < last) kept = keep(third, away & 4, kept);
    if (index + 2 < last) kept = keep(fourth, away & 8, kept);
  }
  return kept;
}

/** A bit a lane, set where the kernel shows the candidate to be out of reach. */
function far(kernel: v128, self: v128, other: v128, limit: v128): i32 {
  const least = form == KERNEL ? f64x2.mul(limit, f64x2.sqrt(f64x2.mul(self, other))) : limit;
  return i64x2.bitmask(f64x2.lt(kernel, least));
}

/** Marks a place that is out of reach, or lists it. */
function keep(place: i32, away: i32, kept: i32): i32 {
  if (away) {
    store<f64>(distances + ((<usize>place) << 3), Infinity);
    return kept;
  }
  store<i32>(survivors + ((<usize>kept) << 2), place);
  return kept + 1;
}

/** What sums are, or are at most: of all in f32 for f32, by amplitudes for u32, coarsely for i32. */
function sumsBy<T>(a: usize, b: usize, c: usize, d: usize): v128 {
  if (isFloat<T>()) return sums<f32>(a, b, c, d);
  return isSigned<T>() ? sumsByCoarse(a, b, c, d) : sumsByAmplitudes(a, b, c, d);
}

/** Writes squares computed in f32, which tests hold against `margin`. */
export function squares(count: i32): void {
  writeSquares<f32>(count);
}

/** Writes what squares are at least by amplitudes, give or take `margin`. */
export function squaresByAmplitudes(count: i32): void {
  writeSquares<u32>(count);
}

/** Writes what squares are at least by low frequencies, give or take `margin`. */
export function squaresByCoarse(count: i32): void {
  writeSquares<i32>(count);
}

function writeSquares<T>(count: i32): void {
  for (let index = 0; index < count; index += 1) {
    const a = placeOf(index);
    const kernel = <f64>f32x4.extract_lane(sumsBy<T>(a, a, a, a), 0);
    const self = form == KERNEL ? sqrt<f64>(load<f64>(query64) * load<f64>(a)) : 1;
    store<f64>(distances + ((<usize>index) << 3), 2 * (1 - kernel / self));
  }
}
