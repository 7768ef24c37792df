import { commonUnits, compareUtf8 } from '../../utf8-order.ts';
import type { Budget } from '../machine/budget.ts';
import { Fault } from '../query-error.ts';
import { isFunction, isList, isRecord, kindOf, PAUSE, type Step, type Value } from '../values.ts';

/** Characters that are told to be the same in the time that one takes to be compared. */
const SAME_UNITS = 16;

/**
 * Order of two numbers, or of two texts by their code points.
 * @throws Fault `TYPE` for anything else, `STEPS`.
 * Cost: O(characters that they have in common at their beginnings), which it charges.
 */
export function compare(a: Value, b: Value, budget: Budget): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') {
    if (isSame(a, b, budget)) return 0;
    const common = commonUnits(a, b);
    budget.work(common);
    return compareUtf8(a, b, common);
  }
  throw new Fault('TYPE', `there is no order between ${kindOf(a)} and ${kindOf(b)}`);
}

/** Two values that are to be the same; the second is undefined where there is none. */
type Pair = readonly [Value, Value | undefined];

/**
 * Whether two values are the same: numbers by value, names by name, lists by their elements in
 * order, records by their keys and values, functions by identity.
 * Cost: O(what is in them, counted as often as it is there), on a stack of its own; it pauses.
 */
export function* isEqual(a: Value, b: Value, budget: Budget): Generator<Step, boolean, Value> {
  const open: Iterator<Pair, void, undefined>[] = [pairsOfLists([a], [b])];
  for (let pairs = open.at(-1); pairs !== undefined; pairs = open.at(-1)) {
    const { done, value: pair } = pairs.next();
    if (done === true) {
      open.pop();
      continue;
    }
    budget.work(1);
    if (budget.isDue) yield PAUSE;
    const [x, y] = pair;
    if (y === undefined) return false;
    if (isSame(x, y, budget)) continue;
    if (isList(x) && isList(y)) {
      if (x.length !== y.length) return false;
      open.push(pairsOfLists(x, y));
    } else if (isRecord(x) && isRecord(y)) {
      if (x.size !== y.size) return false;
      open.push(pairsOfRecords(x, y));
    } else if (!isSameName(x, y)) {
      return false;
    }
  }
  return true;
}

/** Whether both are the very same, or texts of the same characters. */
function isSame(a: Value, b: Value, budget: Budget): boolean {
  if (typeof a === 'string' && typeof b === 'string' && a.length === b.length) {
    budget.work(Math.ceil(a.length / SAME_UNITS));
  }
  return a === b;
}

/** Elements at the same places; made as they are asked for. */
function* pairsOfLists(x: readonly Value[], y: readonly Value[]): Generator<Pair, void, undefined> {
  for (const [index, element] of x.entries()) yield [element, y[index]];
}

/** Values of the same keys. Of as many keys in both, one that `y` lacks is also one that `x` lacks. */
function* pairsOfRecords(
  x: ReadonlyMap<string, Value>,
  y: ReadonlyMap<string, Value>,
): Generator<Pair, void, undefined> {
  for (const [key, value] of x) yield [value, y.get(key)];
}

function isSameName(a: Value, b: Value): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isFunction(a) || isFunction(b) || isList(a) || isList(b)) return false;
  if (isRecord(a) || isRecord(b)) return false;
  return a.tag === b.tag && a.name === b.name;
}
