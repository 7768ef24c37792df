import { Fault } from '../query-error.ts';
import type { Builtin, Value } from '../values.ts';
import { listAt, numberAt, numbersIn, wrong } from './arguments.ts';
import { ANY, group, type Row } from './builtin.ts';

/** `value`, unless it is none that a number of the language may be. @throws Fault `VALUE`. */
function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new Fault('VALUE', `the result is ${Number.isNaN(value) ? 'no number' : 'too great'}`);
}

function sum(numbers: readonly number[]): number {
  return finite(numbers.reduce((total, number) => total + number, 0));
}

function minus(values: readonly Value[]): number {
  const [first, ...rest] = numbersIn(values);
  if (rest.length === 0) return 0 - first!;
  return finite(rest.reduce((left, number) => left - number, first!));
}

function divided(values: readonly Value[]): number {
  const [first, ...rest] = numbersIn(values);
  const divisors = rest.length === 0 ? [first!] : rest;
  if (divisors.includes(0)) throw new Fault('VALUE', 'it divides by 0');
  return finite(divisors.reduce((left, number) => left / number, rest.length === 0 ? 1 : first!));
}

/** What is left of a division, with the sign of the divisor. */
function modulo(values: readonly Value[]): number {
  const number = numberAt(values, 0);
  const divisor = numberAt(values, 1);
  if (divisor === 0) throw new Fault('VALUE', 'it divides by 0');
  const left = number % divisor;
  return left !== 0 && left < 0 !== divisor < 0 ? left + divisor : left;
}

/** The numbers of the list that is the only argument. */
function listed(values: readonly Value[]): readonly number[] {
  const list = listAt(values, 0);
  if (list.every((value) => typeof value === 'number')) return list;
  throw wrong(values, 0, 'a list of numbers');
}

function mean(values: readonly Value[]): number {
  const numbers = listed(values);
  if (numbers.length === 0) throw new Fault('VALUE', 'an empty list has no mean');
  return finite(numbers.reduce((total, number) => total + number / numbers.length, 0));
}

function extreme(values: readonly Value[], better: (a: number, b: number) => number): number {
  return numbersIn(values).reduce((best, number) => better(best, number));
}

const ARITHMETIC: readonly Row[] = [
  ['(+ a …)', 'the sum', [0, ANY], (values) => sum(numbersIn(values))],
  ['(- a b …)', 'a less all others; of one number the negative', [1, ANY], minus],
  [
    '(* a …)',
    'the product',
    [0, ANY],
    (values) => finite(numbersIn(values).reduce((product, number) => product * number, 1)),
  ],
  ['(/ a b …)', 'a by all others; of one number 1 by it', [1, ANY], divided],
  ['(mod a b)', 'what a leaves divided by b, with the sign of b', [2], modulo],
  ['(abs a)', 'a without its sign', [1], (values) => Math.abs(numberAt(values, 0))],
  ['(min a …)', 'the least', [1, ANY], (values) => extreme(values, (a, b) => Math.min(a, b))],
  ['(max a …)', 'the greatest', [1, ANY], (values) => extreme(values, (a, b) => Math.max(a, b))],
  [
    '(sum list)',
    'the sum of the numbers of a list',
    [1],
    (values, { budget }) => {
      const numbers = listed(values);
      budget.work(numbers.length);
      return sum(numbers);
    },
  ],
  [
    '(mean list)',
    'the mean of the numbers of a list',
    [1],
    (values, { budget }) => {
      budget.work(listAt(values, 0).length);
      return mean(values);
    },
  ],
];

/** Functions of one number that are those of `Math`. */
const OF_ONE: readonly (readonly [name: keyof Math & string, does: string])[] = [
  ['sqrt', 'the square root'],
  ['exp', 'e to the power of a'],
  ['log', 'the natural logarithm'],
  ['log2', 'the logarithm to base 2'],
  ['log10', 'the logarithm to base 10'],
  ['sin', 'the sine of a, in radians'],
  ['cos', 'the cosine of a, in radians'],
  ['tan', 'the tangent of a, in radians'],
  ['asin', 'the angle of a sine'],
  ['acos', 'the angle of a cosine'],
  ['atan', 'the angle of a tangent'],
  ['floor', 'the greatest whole number up to a'],
  ['ceil', 'the least whole number from a'],
  ['round', 'the nearest whole number, of two the greater'],
  ['trunc', 'the whole number without what follows the point'],
  ['sign', '-1, 0 or 1'],
];

const MATHEMATICS: readonly Row[] = [
  ...OF_ONE.map(([name, does]): Row => {
    const compute = Math[name] as (value: number) => number;
    return [`(${name} a)`, does, [1], (values) => finite(compute(numberAt(values, 0)))];
  }),
  [
    '(pow a b)',
    'a to the power of b',
    [2],
    (values) => finite(numberAt(values, 0) ** numberAt(values, 1)),
  ],
  [
    '(atan2 y x)',
    'the angle of the point x, y',
    [2],
    (values) => Math.atan2(numberAt(values, 0), numberAt(values, 1)),
  ],
];

/** Arithmetic and mathematics over finite doubles; what is none is a Fault `VALUE`. */
export const ARITHMETIC_FUNCTIONS: readonly Builtin[] = [
  ...group('numbers', ARITHMETIC),
  ...group('mathematics', MATHEMATICS),
];
