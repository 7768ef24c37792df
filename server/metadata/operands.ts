import { unreachable } from '../unreachable.ts';
import { compareUtf8 } from '../utf8-order.ts';
import type { Cell } from './cells.ts';
import type { Comparison, Filter, Operand } from './filter.ts';
import { likeTest } from './like.ts';

/** A filter that tests the cell of one column, and not whether there is one. */
export type Leaf = Extract<Filter, { readonly tag: 'compare' | 'in' | 'between' | 'like' }>;

/** Order of two cells of one type, neither of them null. */
export function compareCells(a: Operand, b: Operand): number {
  if (typeof a === 'string' && typeof b === 'string') return compareUtf8(a, b);
  return Number(a) - Number(b);
}

/** What a leaf says of a cell that is not null. */
export function leafTest(leaf: Leaf): (cell: Operand) => boolean {
  switch (leaf.tag) {
    case 'compare':
      return comparisonTest(leaf.comparison, leaf.operand);
    case 'in': {
      const operands = new Set<Cell>(leaf.operands);
      return (cell) => operands.has(cell);
    }
    case 'between': {
      const { low, high } = leaf;
      if (typeof low === 'number' && typeof high === 'number') {
        return (cell) => (cell as number) >= low && (cell as number) <= high;
      }
      return (cell) => compareCells(cell, low) >= 0 && compareCells(cell, high) <= 0;
    }
    case 'like': {
      const test = likeTest(leaf.pattern);
      return (cell) => test(cell as string);
    }
    default:
      return unreachable(leaf);
  }
}

function comparisonTest(comparison: Comparison, operand: Operand): (cell: Operand) => boolean {
  if (comparison === '=') return (cell) => cell === operand;
  if (comparison === '!=') return (cell) => cell !== operand;
  if (typeof operand === 'number') return numberTest(comparison, operand);
  switch (comparison) {
    case '<':
      return (cell) => compareCells(cell, operand) < 0;
    case '<=':
      return (cell) => compareCells(cell, operand) <= 0;
    case '>':
      return (cell) => compareCells(cell, operand) > 0;
    case '>=':
      return (cell) => compareCells(cell, operand) >= 0;
    default:
      return unreachable(comparison);
  }
}

function numberTest(
  comparison: Exclude<Comparison, '=' | '!='>,
  operand: number,
): (cell: Operand) => boolean {
  switch (comparison) {
    case '<':
      return (cell) => (cell as number) < operand;
    case '<=':
      return (cell) => (cell as number) <= operand;
    case '>':
      return (cell) => (cell as number) > operand;
    case '>=':
      return (cell) => (cell as number) >= operand;
    default:
      return unreachable(comparison);
  }
}
