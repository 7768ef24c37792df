import { unreachable } from '../unreachable.ts';
import type { Leaf } from './operands.ts';

/** The numbers of which a leaf is true, both bounds included, or those of which it is not. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
  readonly negated: boolean;
}

/** The range of a leaf about numbers or times, where it is one. */
export function numberRange(leaf: Leaf): NumberRange | undefined {
  if (leaf.tag === 'between') return range(leaf.low as number, leaf.high as number);
  if (leaf.tag !== 'compare') return undefined;
  const operand = leaf.operand as number;
  switch (leaf.comparison) {
    case '=':
      return range(operand, operand);
    case '!=':
      return { ...range(operand, operand), negated: true };
    case '<':
      return range(-Infinity, next(operand, -1));
    case '<=':
      return range(-Infinity, operand);
    case '>':
      return range(next(operand, 1), Infinity);
    case '>=':
      return range(operand, Infinity);
    default:
      return unreachable(leaf.comparison);
  }
}

function range(low: number, high: number): NumberRange {
  return { low, high, negated: false };
}

/** The double next to a finite one, above for 1 and below for −1. */
function next(value: number, direction: 1 | -1): number {
  if (value === 0) return direction * Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0]! += BigInt(Math.sign(value) * direction);
  return new Float64Array(bits.buffer)[0]!;
}
