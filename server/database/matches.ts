import { evaluate, type Filter } from '../metadata/index.ts';
import type { Collection, Matches } from '../similarity/index.ts';
import type { View } from './compute.ts';

/**
 * The series of `view` that match `filter`, or all of them, in memory that threads share.
 * @param collection shows what the view has
 * Cost: a condition a series, on this thread.
 */
export function matchesIn(view: View, collection: Collection, filter: Filter | undefined): Matches {
  const { count } = collection;
  const words = Math.ceil(count / 32);
  const bits = new Uint32Array(new SharedArrayBuffer(4 * words));
  if (filter === undefined) bits.fill(0xffff_ffff);
  else bits.set(evaluate(filter, view.metadata, count));
  let matching = 0;
  for (let word = 0; word < words; word += 1) {
    let kept = 0;
    for (let left = bits[word]! | 0; left !== 0; left &= left - 1) {
      const bit = 31 - Math.clz32(left & -left);
      if (!collection.visible(32 * word + bit, view.commit)) continue;
      kept |= 1 << bit;
      matching += 1;
    }
    bits[word] = kept;
  }
  return { bits, count: matching };
}
