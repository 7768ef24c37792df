import { all, VECTOR } from './lanes';
import { Powers } from './powers';

/* What is made of correlations that stand in an array, where no last stage does it on the way. */

/** Values that are added up before they join the sum, see `BLOCK` of `last.ts`. */
const BLOCK: usize = 64;

/** The sum of exponentials of the first `count` vectors. */
export function sumOfPowers<T>(source: usize, count: usize): v128 {
  const end = source + VECTOR * (count & ~3);
  let total = all<T>(0);
  let at = source;
  while (at < end) {
    const stop = min(at + BLOCK * VECTOR, end);
    let block = all<T>(0);
    for (; at < stop; at += 4 * VECTOR) {
      const four = Powers.sum<T>(
        v128.load(at),
        v128.load(at, VECTOR),
        v128.load(at, 2 * VECTOR),
        v128.load(at, 3 * VECTOR),
      );
      block = v128.add<T>(block, four);
    }
    total = v128.add<T>(total, block);
  }
  const quarter = all<T>(0.25);
  for (const last = source + VECTOR * count; at < last; at += VECTOR) {
    const value = v128.load(at);
    // Four equal terms add up without rounding.
    total = v128.add<T>(total, v128.mul<T>(quarter, Powers.sum<T>(value, value, value, value)));
  }
  return total;
}

/** The greatest of the first `count` vectors, lane by lane. */
export function greatest<T>(source: usize, count: usize): v128 {
  const end = source + VECTOR * count;
  let most = v128.load(source);
  for (let at = source + VECTOR; at < end; at += VECTOR) {
    most = v128.pmax<T>(most, v128.load(at));
  }
  return most;
}
