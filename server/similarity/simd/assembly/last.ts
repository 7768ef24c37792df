import { all, VECTOR } from './lanes';
import { Powers } from './powers';

/*
 * The last stage, whose values need not be stored: each goes into the sum of exponentials at once.
 * Reads `stride` sequences of the length of the radix.
 */

const ROOT_HALF: f64 = 0.7071067811865475244;

/**
 * Sums are added up in blocks of so many, and blocks in groups of so many, before they join the total:
 * where all terms are alike, roundings have one direction and their error grows with the number of
 * additions to one sum. η covers some 270 of them at 65,536 points.
 */
const BLOCK: usize = 16;
const GROUP: usize = 16;

export function last4<T>(source: usize, stride: usize): v128 {
  const step = VECTOR * stride;
  const end = source + step;
  let total = all<T>(0);
  let z = source + step;
  for (let at = source; at < end; ) {
    const groupStop = min(at + GROUP * BLOCK * VECTOR, end);
    let group = all<T>(0);
    while (at < groupStop) {
      const stop = min(at + BLOCK * VECTOR, groupStop);
      let block = all<T>(0);
      for (; at < stop; at += VECTOR, z += 2 * VECTOR) {
        const a = v128.load(at);
        const d = v128.load(at + 3 * step);
        const zr = v128.load(z);
        const zi = v128.load(z, VECTOR);
        const even = v128.add<T>(a, d);
        const odd = v128.sub<T>(a, d);
        block = v128.add<T>(
          block,
          Powers.sum<T>(
            v128.add<T>(even, zr),
            v128.sub<T>(odd, zi),
            v128.sub<T>(even, zr),
            v128.add<T>(odd, zi),
          ),
        );
      }
      group = v128.add<T>(group, block);
    }
    total = v128.add<T>(total, group);
  }
  return total;
}

export function last8<T>(source: usize, stride: usize): v128 {
  const step = VECTOR * stride;
  const end = source + step;
  const h = all<T>(ROOT_HALF);
  let total = all<T>(0);
  let z = source + step;
  for (let at = source; at < end; ) {
    const groupStop = min(at + GROUP * BLOCK * VECTOR, end);
    let group = all<T>(0);
    while (at < groupStop) {
      const stop = min(at + BLOCK * VECTOR, groupStop);
      let block = all<T>(0);
      for (; at < stop; at += VECTOR, z += 2 * VECTOR) {
        const a = v128.load(at);
        const d = v128.load(at + 7 * step);
        const z1r = v128.load(z);
        const z1i = v128.load(z, VECTOR);
        const z2r = v128.load(z + 2 * step);
        const z2i = v128.load(z + 2 * step, VECTOR);
        const z3r = v128.load(z + 4 * step);
        const z3i = v128.load(z + 4 * step, VECTOR);
        const even = v128.add<T>(a, d);
        const odd = v128.sub<T>(a, d);
        const left = v128.add<T>(even, z2r);
        const right = v128.sub<T>(even, z2r);
        const sumR = v128.add<T>(z1r, z3r);
        const turnI = v128.sub<T>(z3i, z1i);
        const front = v128.sub<T>(odd, z2i);
        const back = v128.add<T>(odd, z2i);
        const apartR = v128.sub<T>(z1r, z3r);
        const sumI = v128.add<T>(z1i, z3i);
        const one = v128.mul<T>(h, v128.sub<T>(apartR, sumI));
        const three = v128.mul<T>(h, v128.add<T>(apartR, sumI));
        const evens = Powers.sum<T>(
          v128.add<T>(left, sumR),
          v128.add<T>(right, turnI),
          v128.sub<T>(left, sumR),
          v128.sub<T>(right, turnI),
        );
        const odds = Powers.sum<T>(
          v128.add<T>(front, one),
          v128.sub<T>(back, three),
          v128.sub<T>(front, one),
          v128.add<T>(back, three),
        );
        block = v128.add<T>(block, v128.add<T>(evens, odds));
      }
      group = v128.add<T>(group, block);
    }
    total = v128.add<T>(total, group);
  }
  return total;
}
