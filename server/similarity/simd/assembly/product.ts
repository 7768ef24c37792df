import { all, gather, imaginaryPart, realPart, VECTOR } from './lanes';
import { points } from './plan';

/* The product of the query's transform X with the conjugate of a candidate's, Y. */

export function correlationReal<T>(xr: v128, xi: v128, yr: v128, yi: v128): v128 {
  return v128.add<T>(v128.mul<T>(xr, yr), v128.mul<T>(xi, yi));
}

export function correlationImaginary<T>(xr: v128, xi: v128, yr: v128, yi: v128): v128 {
  return v128.sub<T>(v128.mul<T>(xi, yr), v128.mul<T>(xr, yi));
}

/** Writes the product as a hermitian sequence for a stage of stride 1. */
export function product<T>(query: usize, a: usize, b: usize, c: usize, d: usize, to: usize): void {
  v128.store(to, all<T>(0));
  to += VECTOR;
  const end = VECTOR * ((<usize>points + 1) >> 1);
  let x = query + 2 * sizeof<T>();
  let at: usize = VECTOR;
  for (; at < end; at += VECTOR, x += 2 * sizeof<T>(), to += 2 * VECTOR) {
    const low = gather<T>(a, b, at);
    const high = gather<T>(c, d, at);
    const yr = realPart(low, high);
    const yi = imaginaryPart(low, high);
    const xr = v128.load_splat<T>(x);
    const xi = v128.load_splat<T>(x, sizeof<T>());
    v128.store(to, correlationReal<T>(xr, xi, yr, yi));
    v128.store(to, correlationImaginary<T>(xr, xi, yr, yi), VECTOR);
  }
  if ((points & 1) != 0) return;
  const middle = realPart(gather<T>(a, b, at), gather<T>(c, d, at));
  v128.store(to, v128.mul<T>(v128.load_splat<T>(x), middle));
}

/** Values that make a block, and blocks that make a group; see `last.ts`. */
const BLOCK: usize = 16;
const GROUP: usize = 32;

/** The correlation at shift 0: the sum of the real parts of the product. */
export function unshifted<T>(query: usize, a: usize, b: usize, c: usize, d: usize): v128 {
  const end = VECTOR * ((<usize>points >> 1) + 1);
  let x = query + 2 * sizeof<T>();
  let total = all<T>(0);
  for (let at: usize = VECTOR; at < end; ) {
    const groupStop = min(at + GROUP * BLOCK * VECTOR, end);
    let group = all<T>(0);
    while (at < groupStop) {
      const stop = min(at + BLOCK * VECTOR, groupStop);
      let block = all<T>(0);
      for (; at < stop; at += VECTOR, x += 2 * sizeof<T>()) {
        const low = gather<T>(a, b, at);
        const high = gather<T>(c, d, at);
        const xr = v128.load_splat<T>(x);
        const xi = v128.load_splat<T>(x, sizeof<T>());
        const term = correlationReal<T>(xr, xi, realPart(low, high), imaginaryPart(low, high));
        block = v128.add<T>(block, term);
      }
      group = v128.add<T>(group, block);
    }
    total = v128.add<T>(total, group);
  }
  return total;
}
