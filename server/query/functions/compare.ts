import type { Budget } from '../machine/budget.ts';
import { Fault } from '../query-error.ts';
import { isFunction, isList, isRecord, kindOf, type Step, type Value } from '../values.ts';

/**
 * Order of two numbers, or of two texts by their code points.
 * @throws Fault `TYPE` for anything else.
 */
export function compare(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') {
    return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  throw new Fault('TYPE', `there is no order between ${kindOf(a)} and ${kindOf(b)}`);
}

type Pair = readonly [Value, Value];

/** Pairs of values that are compared in one step. */
const STEP_PAIRS = 256;

/**
 * Whether two values are the same: numbers by value, names by name, lists by their elements in
 * order, records by their keys and values, functions by identity.
 * Cost: a step a few pairs, on a stack of its own.
 */
export function* isEqual(a: Value, b: Value, budget: Budget): Generator<Step, boolean, Value> {
  const open: Iterator<Pair, void, undefined>[] = [pairsOfLists([a], [b])];
  let count = 0;
  for (let pairs = open.at(-1); pairs !== undefined; pairs = open.at(-1)) {
    const { done, value: pair } = pairs.next();
    if (done === true) {
      open.pop();
      continue;
    }
    count += 1;
    if (count % STEP_PAIRS === 0) {
      budget.work(STEP_PAIRS);
      yield { tag: 'pause' };
    }
    const [x, y] = pair;
    if (x === y) continue;
    if (isList(x) && isList(y)) {
      if (x.length !== y.length) return false;
      open.push(pairsOfLists(x, y));
    } else if (isRecord(x) && isRecord(y)) {
      if (x.size !== y.size) return false;
      for (const key of x.keys()) if (!y.has(key)) return false;
      open.push(pairsOfRecords(x, y));
    } else if (!isSameName(x, y)) {
      return false;
    }
  }
  return true;
}

/** Elements at the same places; made as they are asked for. */
function* pairsOfLists(x: readonly Value[], y: readonly Value[]): Generator<Pair, void, undefined> {
  for (const [index, element] of x.entries()) yield [element, y[index]!];
}

/** Values of the same keys, which both records have. */
function* pairsOfRecords(
  x: ReadonlyMap<string, Value>,
  y: ReadonlyMap<string, Value>,
): Generator<Pair, void, undefined> {
  for (const [key, value] of x) yield [value, y.get(key)!];
}

function isSameName(a: Value, b: Value): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isFunction(a) || isFunction(b) || isList(a) || isList(b)) return false;
  if (isRecord(a) || isRecord(b)) return false;
  return a.tag === b.tag && a.name === b.name;
}
