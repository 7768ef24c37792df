import { Fault } from '../query-error.ts';
import {
  type FunctionValue,
  isFunction,
  isList,
  isRecord,
  kindOf,
  printValue,
  type Value,
} from '../values.ts';

const SHOWN_MAX = 40;

/** @throws Fault `TYPE` unless the argument is a number. */
export function numberAt(values: readonly Value[], index: number): number {
  const value = values[index]!;
  if (typeof value === 'number') return value;
  throw wrong(values, index, 'a number');
}

/** @throws Fault `TYPE` unless all arguments are numbers. */
export function numbersIn(values: readonly Value[]): readonly number[] {
  const index = values.findIndex((value) => typeof value !== 'number');
  if (index === -1) return values as readonly number[];
  throw wrong(values, index, 'a number');
}

/** @throws Fault `TYPE`, `VALUE` unless the argument is a whole number in the range. */
export function wholeAt(
  values: readonly Value[],
  index: number,
  {
    least,
    most,
    called = `argument ${index + 1}`,
  }: { readonly least: number; readonly most: number; readonly called?: string },
): number {
  const value = numberAt(values, index);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const range = `a whole number from ${least} to ${most}`;
  throw new Fault('VALUE', `${called} is ${range}, not ${printValue(value)}`);
}

/** @throws Fault `TYPE` unless the argument is a text. */
export function textAt(values: readonly Value[], index: number): string {
  const value = values[index]!;
  if (typeof value === 'string') return value;
  throw wrong(values, index, 'a text');
}

/** @throws Fault `TYPE` unless the argument is a list. */
export function listAt(values: readonly Value[], index: number): readonly Value[] {
  const value = values[index]!;
  if (isList(value)) return value;
  throw wrong(values, index, 'a list');
}

/** The length of the shortest of `lists`, of which there is one. */
export function shortest(lists: readonly (readonly Value[])[]): number {
  return lists.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY);
}

/** @throws Fault `TYPE` unless the argument is a record. */
export function recordAt(values: readonly Value[], index: number): ReadonlyMap<string, Value> {
  const value = values[index]!;
  if (isRecord(value)) return value;
  throw wrong(values, index, 'a record');
}

/** @throws Fault `TYPE` unless the argument is a function. */
export function functionAt(values: readonly Value[], index: number): FunctionValue {
  const value = values[index]!;
  if (isFunction(value)) return value;
  throw wrong(values, index, 'a function');
}

/** The fault of an argument that is not `wanted`. */
export function wrong(values: readonly Value[], index: number, wanted: string): Fault {
  return new Fault('TYPE', `argument ${index + 1} is ${shown(values[index]!)}, not ${wanted}`);
}

/** What a value is, and the value itself where that is short. */
function shown(value: Value): string {
  if (value === null || typeof value === 'boolean' || isFunction(value)) return kindOf(value);
  if ((isList(value) && value.length > 0) || isRecord(value)) return kindOf(value);
  if (typeof value === 'string' && value.length > SHOWN_MAX) return kindOf(value);
  return `${kindOf(value)}, ${printValue(value)}`;
}
