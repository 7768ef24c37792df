import type { Budget } from '../machine/budget.ts';
import { PAUSE, type Steps, type Value } from '../values.ts';
import { compare } from './compare.ts';

/**
 * The elements ascending by their keys, those of equal keys in their order; nil is last.
 * @throws Fault `TYPE` for keys that have no order.
 * Cost: n log n comparisons, which it charges; it pauses.
 */
export function* mergeSort(
  elements: readonly Value[],
  keys: readonly Value[],
  budget: Budget,
): Steps {
  const length = elements.length;
  let order = new Uint32Array(length);
  for (let index = 0; index < length; index += 1) order[index] = index;
  let spare = new Uint32Array(length);
  for (let width = 1; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      const middle = Math.min(start + width, length);
      const end = Math.min(start + 2 * width, length);
      let left = start;
      let right = middle;
      for (let to = start; to < end; to += 1) {
        const takesLeft =
          right === end ||
          (left < middle && compareKeys(keys[order[left]!]!, keys[order[right]!]!, budget) <= 0);
        spare[to] = takesLeft ? order[left]! : order[right]!;
        if (takesLeft) left += 1;
        else right += 1;
        budget.work(1);
        if (budget.isDue) yield PAUSE;
      }
    }
    [order, spare] = [spare, order];
  }
  const sorted: Value[] = [];
  for (const index of order) sorted.push(elements[index]!);
  return sorted;
}

function compareKeys(a: Value, b: Value, budget: Budget): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compare(a, b, budget);
}
