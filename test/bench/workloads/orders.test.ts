import { expect, it } from 'vitest';
import { inOrder } from '../../../bench/workloads/index.ts';

it.each([
  ['sorted', [1, 2, 3, 4, 5]],
  ['reverse', [5, 4, 3, 2, 1]],
  ['zigzag', [1, 5, 2, 4, 3]],
] as const)('puts keys in %s order, each once', (order, expected) => {
  const ascending = [1, 2, 3, 4, 5];
  expect(inOrder(ascending, order)).toEqual(expected);
  expect(ascending).toEqual([1, 2, 3, 4, 5]);
});
