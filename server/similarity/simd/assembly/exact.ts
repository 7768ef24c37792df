import { distances, form, noise, query64, survivors } from './plan';
import { EUCLID, KERNEL, placeOf, sums } from './sums';

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

/** Writes the distances from the query to the first `count` places that are listed. */
export function measureListed(count: i32): void {
  const self = v128.load_splat<f64>(query64);
  for (let at = 0; at < count; at += 2) {
    measurePair(self, listed(at), listed(min(at + 1, count - 1)));
  }
}

/** Which place stands at `at` of the list. */
export function listed(at: i32): i32 {
  return load<i32>(survivors + ((<usize>at) << 2));
}

/** The self-kernel of the query, whose prepared series is at `place` too. */
export function selfKernel(place: usize): f64 {
  return f64x2.extract_lane(sums<f64>(place, place, place, place), 0);
}
