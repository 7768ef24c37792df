import type { SlicedWork } from '../turns/sliced-work.ts';

/** Numbers that are sorted at once. */
const RUN_LENGTH = 64;
/** Numbers that are placed between two looks at the clock. */
const PLACED_A_LOOK = 16;

/**
 * The numbers in the order of `compare`, of which no two are equal.
 * @throws as `SlicedWork.nextSlice`.
 * Cost: n log n comparisons, in slices, where that of the language would keep the thread.
 */
export async function mergeSort(
  numbers: readonly number[],
  compare: (a: number, b: number) => number,
  work: SlicedWork,
): Promise<Uint32Array> {
  const count = numbers.length;
  let from = Uint32Array.from(numbers);
  let to = new Uint32Array(count);
  for (let start = 0; start < count; start += RUN_LENGTH) {
    from.subarray(start, start + RUN_LENGTH).sort(compare);
    if (work.isOver) await work.nextSlice();
  }
  for (let width = RUN_LENGTH; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      const middle = Math.min(start + width, count);
      const end = Math.min(middle + width, count);
      if (middle === end || compare(from[middle - 1]!, from[middle]!) < 0) {
        to.set(from.subarray(start, end), start);
        continue;
      }
      if (compare(from[end - 1]!, from[start]!) < 0) {
        to.set(from.subarray(middle, end), start);
        to.set(from.subarray(start, middle), start + end - middle);
        continue;
      }
      let [left, right] = [start, middle];
      for (let at = start; at < end; at += 1) {
        const takesLeft =
          right === end || (left < middle && compare(from[left]!, from[right]!) < 0);
        to[at] = takesLeft ? from[left]! : from[right]!;
        if (takesLeft) left += 1;
        else right += 1;
        if (at % PLACED_A_LOOK === 0 && work.isOver) await work.nextSlice();
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
