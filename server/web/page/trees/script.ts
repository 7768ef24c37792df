import type { SandboxOperation } from '../../messages.ts';

/** Most operations that a sandbox takes. */
const OPERATIONS_MAX = 1_000;

/** Orders in which keys can be inserted, with the words of a script for them. */
export const ORDERS = ['random', 'sorted', 'reversed', 'zigzag'] as const;
export type Order = (typeof ORDERS)[number];

const GENERATED = /^(random|sorted|reversed|zigzag)\((\d{1,4})(?:,(\d{1,6}))?\)$/;

/**
 * The operations of a script: words apart by spaces or commas, `7` inserts 7, `!7` deletes it, `?7`
 * looks for it, and `random(31,2)` inserts 1 to 31 in the order that seed 2 gives.
 * @throws RangeError for more than a sandbox takes.
 */
export function readScript(script: string): readonly SandboxOperation[] {
  const words = script.replaceAll(/\(([^)]*)\)/g, (group) => group.replaceAll(/\s/g, ''));
  const operations = words
    .split(/\s+|,(?![^(]*\))/)
    .filter((word) => word !== '')
    .flatMap(operationsOf);
  if (operations.length > OPERATIONS_MAX) {
    throw new RangeError(`a sandbox takes ${OPERATIONS_MAX} operations, and these are more`);
  }
  return operations;
}

function operationsOf(word: string): readonly SandboxOperation[] {
  const generated = GENERATED.exec(word);
  if (generated !== null) {
    const [, order, count, seed] = generated;
    const keys = keysIn(
      order as Order,
      Math.min(Number(count), OPERATIONS_MAX + 1),
      Number(seed ?? 1),
    );
    return keys.map((key) => ['insert', String(key)]);
  }
  if (word.startsWith('!')) return word === '!' ? [] : [['delete', word.slice(1)]];
  if (word.startsWith('?')) return word === '?' ? [] : [['find', word.slice(1)]];
  return [['insert', word]];
}

/** The numbers from 1 to `count` in an order; zigzag takes the least and the greatest in turn. */
function keysIn(order: Order, count: number, seed: number): readonly number[] {
  const sorted = Array.from({ length: count }, (_, index) => index + 1);
  switch (order) {
    case 'sorted':
      return sorted;
    case 'reversed':
      return sorted.toReversed();
    case 'zigzag':
      return sorted.map((_, index) => (index % 2 === 0 ? index / 2 + 1 : count - (index - 1) / 2));
    case 'random':
      return shuffled(sorted, seed);
    default:
      throw new RangeError(`${String(order)} is no order`);
  }
}

/** Source: Fisher and Yates's shuffle, over a linear congruential generator of 32 bits. */
function shuffled(keys: number[], seed: number): readonly number[] {
  let state = (seed * 2_654_435_761) >>> 0;
  for (let last = keys.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (last + 1));
    const moved = keys[last]!;
    keys[last] = keys[other]!;
    keys[other] = moved;
  }
  return keys;
}
