import type { Context } from '../context.ts';
import type { Budget } from '../machine/budget.ts';
import {
  type Builtin,
  isTrue,
  PAUSE,
  type Step,
  type Steps,
  typeOf,
  type Value,
} from '../values.ts';
import { ANY, group, type Row } from './builtin.ts';
import { compare, isEqual } from './compare.ts';

/** Whether `holds` is true of the order of every argument and the next. */
function chained(form: string, does: string, holds: (order: number) => boolean): Row {
  const run = (values: readonly Value[], { budget }: Context): Value | Steps => {
    const [a, b] = values;
    return values.length === 2 ? holds(compare(a!, b!, budget)) : chain(values, holds, budget);
  };
  return [form, does, [1, ANY], run];
}

function* chain(
  values: readonly Value[],
  holds: (order: number) => boolean,
  budget: Budget,
): Steps {
  let all = true;
  for (let index = 1; index < values.length; index += 1) {
    all = holds(compare(values[index - 1]!, values[index]!, budget)) && all;
    budget.work(1);
    if (budget.isDue) yield PAUSE;
  }
  return all;
}

function* allEqual(
  [first, ...rest]: readonly Value[],
  { budget }: Context,
): Generator<Step, boolean, Value> {
  for (const value of rest) if (!(yield* isEqual(first!, value, budget))) return false;
  return true;
}

function* notAllEqual(values: readonly Value[], context: Context): Generator<Step, boolean, Value> {
  return !(yield* allEqual(values, context));
}

function typed(type: string): Row {
  return [`(${type}? x)`, `whether x is a ${type}`, [1], ([x]) => typeOf(x!) === type];
}

/** Comparisons of any number of arguments, and tests of types. */
export const COMPARISON_FUNCTIONS: readonly Builtin[] = group('comparisons', [
  [
    '(= a b …)',
    'whether all are the same, lists and records by what is in them',
    [1, ANY],
    (values, context) => allEqual(values, context),
  ],
  [
    '(!= a b …)',
    'whether not all are the same',
    [1, ANY],
    (values, context) => notAllEqual(values, context),
  ],
  chained(
    '(< a b …)',
    'whether each is less than the next; numbers, or texts',
    (order) => order < 0,
  ),
  chained('(<= a b …)', 'whether none is greater than the next', (order) => order <= 0),
  chained('(> a b …)', 'whether each is greater than the next', (order) => order > 0),
  chained('(>= a b …)', 'whether none is less than the next', (order) => order >= 0),
  ['(not x)', 'whether x is false or nil', [1], ([x]) => !isTrue(x!)],
  ['(type x)', 'what x is: "number", "text", "list", "record" …', [1], ([x]) => typeOf(x!)],
  ['(nil? x)', 'whether x is nil', [1], ([x]) => x === null],
  ...['number', 'text', 'boolean', 'list', 'record', 'function'].map(typed),
]);
