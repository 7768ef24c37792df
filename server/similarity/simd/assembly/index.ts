import { chirpTransform } from './chirp';
import { greatest, sumOfPowers } from './ends';
import { first4 } from './first';
import { last4, last8 } from './last';
import { stage2, stage3, stage5 } from './other-stages';
import {
  bufferA,
  bufferB,
  chirpPoints,
  distances,
  form,
  margin,
  noise,
  places,
  points,
  query32,
  query64,
  stages,
  stageTable,
  survivors,
} from './plan';
import { product, unshifted } from './product';
import { stage4 } from './stages';

export { nearHeads, nearTails } from './near';
export { configure } from './plan';

const KERNEL: i32 = 0;
const EUCLID: i32 = 2;

/** Bytes of a stage in the plan. */
const STAGE: usize = 16;

function placeOf(index: i32): usize {
  return load<u32>(places + ((<usize>index) << 2));
}

/**
 * What the measure is made of, one a lane: the sum of exponentials, the greatest correlation, or
 * the one at shift 0, between the query and the candidates at the addresses.
 */
function sums<T>(a: usize, b: usize, c: usize, d: usize): v128 {
  const query = sizeof<T>() == 8 ? query64 : query32;
  if (form == EUCLID) return unshifted<T>(query, a, b, c, d);
  if (sizeof<T>() == 8 && chirpPoints > 0) {
    product<T>(query, a, b, c, d, bufferB);
    return finish<T>(chirpTransform());
  }
  const rootsField: usize = sizeof<T>() == 8 ? 8 : 12;
  let at = stageTable;
  const end = stageTable + STAGE * <usize>stages;
  let source = bufferA;
  let target = bufferB;
  let stride: usize = 1;
  if (load<u32>(at) == 4) {
    first4<T>(query, a, b, c, d, source, load<u32>(at, 4), load<u32>(at + rootsField));
    stride = 4;
    at += STAGE;
  } else {
    product<T>(query, a, b, c, d, source);
  }
  for (; at < end; at += STAGE) {
    const radix: usize = load<u32>(at);
    const groups: usize = load<u32>(at, 4);
    const roots: usize = load<u32>(at + rootsField);
    if (groups == 1 && form == KERNEL) {
      if (radix == 8) return last8<T>(source, stride);
      if (radix == 4) return last4<T>(source, stride);
    }
    if (radix == 4) stage4<T>(source, target, groups, stride, roots);
    else if (radix == 5) stage5<T>(source, target, groups, stride, roots);
    else if (radix == 3) stage3<T>(source, target, groups, stride, roots);
    else stage2<T>(source, target, groups, stride, roots);
    stride *= radix;
    const swap = source;
    source = target;
    target = swap;
  }
  return finish<T>(source);
}

function finish<T>(values: usize): v128 {
  return form == KERNEL ? sumOfPowers<T>(values, points) : greatest<T>(values, points);
}

/** Squares of f64 distances for kernels `k` to self-kernels `a` of the query and `b`. */
function distance(k: v128, a: v128, b: v128): v128 {
  const one = f64x2.splat(1);
  const similarity = form == KERNEL ? f64x2.div(k, f64x2.sqrt(f64x2.mul(a, b))) : k;
  const square = f64x2.mul(f64x2.splat(2), f64x2.sub(one, similarity));
  const near = f64x2.le(square, f64x2.splat(noise));
  const most = f64x2.splat(form == EUCLID ? 4 : 2);
  const root = f64x2.sqrt(f64x2.pmin(square, most));
  return v128.andnot(root, near);
}

/** Writes the distances from the query to the candidates in places `first` and `second`. */
function measurePair(self: v128, first: i32, second: i32): void {
  const a = placeOf(first);
  const b = placeOf(second);
  const kernels = sums<f64>(a, a, b, b);
  const selves = v128.load_lane<f64>(b, v128.load_splat<f64>(a), 1);
  const found = distance(kernels, self, selves);
  v128.store_lane<f64>(distances + ((<usize>first) << 3), found, 0);
  v128.store_lane<f64>(distances + ((<usize>second) << 3), found, 1);
}

/** Writes the distances from the query to the first `count` places. */
export function measureAll(count: i32): void {
  const self = v128.load_splat<f64>(query64);
  for (let index = 0; index < count; index += 2) {
    measurePair(self, index, min(index + 1, count - 1));
  }
}

/**
 * As `measureAll`, but Infinity for places that sums in f32 prove to be farther than `radius`.
 * Returns how many were not.
 */
export function measureWithin(count: i32, radius: f64): i32 {
  const self = v128.load_splat<f64>(query64);
  const limit = f64x2.splat(1 - 0.5 * (radius * radius + margin));
  let kept = 0;
  for (let index = 0; index < count; index += 4) {
    const last = count - 1;
    const second = min(index + 1, last);
    const third = min(index + 2, last);
    const fourth = min(index + 3, last);
    const a = placeOf(index);
    const b = placeOf(second);
    const c = placeOf(third);
    const d = placeOf(fourth);
    const kernels = sums<f32>(a, b, c, d);
    const first = v128.load_lane<f64>(b, v128.load_splat<f64>(a), 1);
    const rest = v128.load_lane<f64>(d, v128.load_splat<f64>(c), 1);
    // A kernel, normalised, or a correlation the limit is d² above radius² + margin.
    const near =
      far(f64x2.promote_low_f32x4(kernels), self, first, limit) |
      (far(f64x2.promote_low_f32x4(v128.shuffle<i64>(kernels, kernels, 1, 1)), self, rest, limit) <<
        2);
    kept = keep(index, near & 1, kept);
    if (index < last) kept = keep(second, near & 2, kept);
    if (second < last) kept = keep(third, near & 4, kept);
    if (third < last) kept = keep(fourth, near & 8, kept);
  }
  for (let at = 0; at < kept; at += 2) {
    measurePair(self, survivor(at), survivor(min(at + 1, kept - 1)));
  }
  return kept;
}

/** A bit a lane, set where the kernel shows the candidate to be out of reach. */
function far(kernel: v128, self: v128, other: v128, limit: v128): i32 {
  const least = form == KERNEL ? f64x2.mul(limit, f64x2.sqrt(f64x2.mul(self, other))) : limit;
  return i64x2.bitmask(f64x2.lt(kernel, least));
}

function survivor(at: i32): i32 {
  return load<i32>(survivors + ((<usize>at) << 2));
}

/** Marks a place that is out of reach, or appends it to those that are not. */
function keep(index: i32, away: i32, kept: i32): i32 {
  if (away) {
    store<f64>(distances + ((<usize>index) << 3), Infinity);
    return kept;
  }
  store<i32>(survivors + ((<usize>kept) << 2), index);
  return kept + 1;
}

/** Writes squares computed in f32, which tests hold against `margin`. */
export function squares(count: i32): void {
  for (let index = 0; index < count; index += 1) {
    const a = placeOf(index);
    const kernel = <f64>f32x4.extract_lane(sums<f32>(a, a, a, a), 0);
    const self = form == KERNEL ? sqrt<f64>(load<f64>(query64) * load<f64>(a)) : 1;
    const square = 2 * (1 - kernel / self);
    store<f64>(distances + ((<usize>index) << 3), square);
  }
}

/** The self-kernel of the query, whose prepared series is at `place` too. */
export function selfKernel(place: usize): f64 {
  return f64x2.extract_lane(sums<f64>(place, place, place, place), 0);
}
