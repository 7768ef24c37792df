/** Orders in which keys arrive. `zigzag`: the least, the greatest, the next least, the next greatest. */
export const ORDERS = ['random', 'sorted', 'reverse', 'zigzag'] as const;

export type Order = (typeof ORDERS)[number];

/** `ascending` in another order than `random`; a new array. */
export function inOrder<T>(ascending: readonly T[], order: Exclude<Order, 'random'>): readonly T[] {
  switch (order) {
    case 'sorted':
      return ascending.slice();
    case 'reverse':
      return ascending.toReversed();
    case 'zigzag':
      return ascending.map((_, step) => {
        const from = Math.floor(step / 2);
        return step % 2 === 0 ? ascending[from]! : ascending[ascending.length - 1 - from]!;
      });
    default:
      return unreachable(order);
  }
}

function unreachable(order: never): never {
  throw new TypeError(`unknown order ${String(order)}`);
}
