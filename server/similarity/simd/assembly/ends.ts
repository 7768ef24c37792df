import { all, VECTOR } from './lanes';
import { Powers } from './powers';

/* What is made of correlations that stand in an array, where no last stage does it on the way. */

/** Values that make a block, and blocks that make a group; see `last.ts`. */
const BLOCK: usize = 64;
const GROUP: usize = 16;

/** The sum of exponentials of the first `count` vectors. */
export function sumOfPowers<T>(source: usize, count: usize): v128 {
  const end = source + VECTOR * (count & ~3);
  let total = all<T>(0);
  let at = source;
  while (at < end) {
    const groupStop = min(at + GROUP * BLOCK * VECTOR, end);
    let group = all<T>(0);
    while (at < groupStop) {
      const stop = min(at + BLOCK * VECTOR, groupStop);
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
      group = v128.add<T>(group, block);
    }
    total = v128.add<T>(total, group);
  }
  for (const last = source + VECTOR * count; at < last; at += VECTOR) {
    total = v128.add<T>(total, Powers.one<T>(v128.load(at)));
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
