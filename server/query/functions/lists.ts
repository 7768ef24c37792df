import type { Context } from '../context.ts';
import { VALUE_LIMITS } from '../limits.ts';
import { Fault } from '../query-error.ts';
import {
  type Builtin,
  isList,
  isName,
  isRecord,
  PAUSE,
  type Steps,
  type Value,
} from '../values.ts';
import {
  functionAt,
  listAt,
  numberAt,
  recordAt,
  shortest,
  textAt,
  wholeAt,
  wrong,
} from './arguments.ts';
import { ANY, group, type Row } from './builtin.ts';
import { isEqual } from './compare.ts';
import { placesOf } from './search.ts';

const { listLengthMax, keyLengthMax } = VALUE_LIMITS;

/** How many characters, elements or keys there are. */
function lengthOf(values: readonly Value[], { budget }: Context): number {
  const [value] = values;
  if (typeof value === 'string') {
    budget.work(value.length);
    return Array.from(value).length;
  }
  if (isList(value!)) return value.length;
  if (isRecord(value!)) return value.size;
  throw wrong(values, 0, 'a list, a record or a text');
}

function get(values: readonly Value[]): Value {
  const [from, key, otherwise = null] = values;
  if (isRecord(from!)) {
    const name = isName(key!, 'keyword') ? key.name : textAt(values, 1);
    return from.get(name) ?? otherwise;
  }
  if (!isList(from!)) throw wrong(values, 0, 'a list or a record');
  const index = wholeAt(values, 1, { least: 0, most: listLengthMax });
  return from[index] ?? otherwise;
}

function* put(values: readonly Value[], { budget }: Context): Steps {
  const before = recordAt(values, 0);
  const key = keyAt(values, 1);
  budget.list(2 * before.size + 2);
  const after = new Map<string, Value>();
  for (const [name, value] of before) {
    after.set(name, value);
    budget.work(2);
    if (budget.isDue) yield PAUSE;
  }
  return after.set(key, values[2]!);
}

function* record(values: readonly Value[], { budget }: Context): Steps {
  budget.list(values.length);
  if (values.length % 2 !== 0) throw new Fault('ARGUMENTS', 'the last key has no value');
  const entries = new Map<string, Value>();
  for (let index = 0; index < values.length; index += 2) {
    const key = keyAt(values, index);
    entries.set(key, values[index + 1]!);
    budget.work(2 + key.length);
    if (budget.isDue) yield PAUSE;
  }
  return entries;
}

/** @throws Fault `TYPE`, `VALUE` unless the argument is a text that a key may be. */
function keyAt(values: readonly Value[], index: number): string {
  const key = textAt(values, index);
  if (key.length <= keyLengthMax) return key;
  throw new Fault('VALUE', `a key has at most ${keyLengthMax} characters, not ${key.length}`);
}

function concat(values: readonly Value[], { budget }: Context): Value {
  const lists = values.map((_, index) => listAt(values, index));
  budget.list(lists.reduce((total, list) => total + list.length, 0));
  return lists.flat(1);
}

/** Numbers from the first, by the third, to before the second. */
function range(values: readonly Value[], { budget }: Context): Value {
  const start = values.length === 1 ? 0 : numberAt(values, 0);
  const end = numberAt(values, values.length === 1 ? 0 : 1);
  const by = values.length === 3 ? numberAt(values, 2) : 1;
  if (by === 0) throw new Fault('VALUE', 'a range by 0 has no end');
  // The quotient is rounded, and may count one too many or too few.
  const about = Math.max(0, Math.ceil((end - start) / by));
  budget.list(about);
  const numbers: number[] = [];
  for (let index = 0; index <= about; index += 1) {
    const number = start + index * by;
    if (by > 0 ? number >= end : number <= end) break;
    numbers.push(number);
  }
  return numbers;
}

function slice(values: readonly Value[], from: 'take' | 'drop', { budget }: Context): Value {
  const list = listAt(values, 1);
  const count = wholeAt(values, 0, { least: 0, most: listLengthMax });
  const taken = from === 'take' ? list.slice(0, count) : list.slice(count);
  budget.list(taken.length);
  return taken;
}

function* zip(values: readonly Value[], { budget }: Context): Steps {
  const lists = values.map((_, index) => listAt(values, index));
  const length = shortest(lists);
  budget.list(length);
  const rows: Value[] = [];
  for (let index = 0; index < length; index += 1) {
    budget.list(lists.length);
    rows.push(lists.map((list) => list[index]!));
    if (budget.isDue) yield PAUSE;
  }
  return rows;
}

/** The elements without those that were there before; only what can be told apart at once. */
function* distinct(values: readonly Value[], { budget }: Context): Steps {
  const list = listAt(values, 0);
  budget.list(list.length);
  const seen = new Set<Value>();
  for (const [index, value] of list.entries()) {
    if (typeof value === 'object' && value !== null) {
      throw wrong(values, 0, 'a list of texts, numbers, booleans or nil');
    }
    if (typeof value === 'string') budget.work(keyAt(list, index).length);
    seen.add(value);
    budget.work(1);
    if (budget.isDue) yield PAUSE;
  }
  return [...seen];
}

function* contains(values: readonly Value[], { budget }: Context): Steps {
  const [within, wanted] = values;
  if (typeof within === 'string') {
    const pattern = textAt(values, 1);
    budget.work(within.length + pattern.length);
    return pattern === '' || placesOf(pattern, within, 1).length > 0;
  }
  if (isRecord(within!)) return within.has(textAt(values, 1));
  for (const value of listAt(values, 0)) {
    if (yield* isEqual(value, wanted!, budget)) return true;
    budget.step();
    if (budget.isDue) yield PAUSE;
  }
  return false;
}

function apply(values: readonly Value[]): Steps {
  const callee = functionAt(values, 0);
  const list = listAt(values, 1);
  return (function* called(): Steps {
    return yield { tag: 'call', callee, values: list };
  })();
}

const LISTS: readonly Row[] = [
  [
    '(list x …)',
    'a list of all arguments',
    [0, ANY],
    (values, { budget }) => {
      budget.list(values.length);
      return values;
    },
  ],
  ['(length x)', 'how many elements, keys or characters x has', [1], lengthOf],
  ['(empty? x)', 'whether it has none', [1], (values, context) => lengthOf(values, context) === 0],
  ['(first list)', 'the first element, or nil', [1], (values) => listAt(values, 0)[0] ?? null],
  ['(last list)', 'the last element, or nil', [1], (values) => listAt(values, 0).at(-1) ?? null],
  [
    '(rest list)',
    'all elements but the first',
    [1],
    (values, { budget }) => {
      const rest = listAt(values, 0).slice(1);
      budget.list(rest.length);
      return rest;
    },
  ],
  ['(get x key default)', 'the value of a key, or the element at an index from 0', [2, 3], get],
  [
    '(take n list)',
    'the first n elements',
    [2],
    (values, context) => slice(values, 'take', context),
  ],
  [
    '(drop n list)',
    'all but the first n',
    [2],
    (values, context) => slice(values, 'drop', context),
  ],
  ['(concat list …)', 'one list of the elements of all', [0, ANY], concat],
  [
    '(reverse list)',
    'the elements from the last to the first',
    [1],
    (values, { budget }) => {
      const list = listAt(values, 0);
      budget.list(list.length);
      return list.toReversed();
    },
  ],
  ['(range start end step)', 'numbers from start, 0 if left out, to before end', [1, 3], range],
  ['(zip list …)', 'lists of the first elements, of the second ones, and so on', [1, ANY], zip],
  ['(distinct list)', 'every element once, where it is first', [1], distinct],
  [
    '(contains? x y)',
    'whether a list has an element, a record a key, a text a text',
    [2],
    contains,
  ],
  ['(apply f list)', 'what f gives with the elements as its arguments', [2], apply],
];

const RECORDS: readonly Row[] = [
  ['(record key value …)', 'a record; also written {"key" value}', [0, ANY], record],
  ['(put record key value)', 'the record with another value for a key', [3], put],
  [
    '(keys record)',
    'the keys as a list',
    [1],
    (values, { budget }) => {
      budget.list(recordAt(values, 0).size);
      return [...recordAt(values, 0).keys()];
    },
  ],
  [
    '(values record)',
    'the values as a list',
    [1],
    (values, { budget }) => {
      budget.list(recordAt(values, 0).size);
      return [...recordAt(values, 0).values()];
    },
  ],
];

/** Functions of lists and records, none of which calls another; indices begin at 0. */
export const LIST_FUNCTIONS: readonly Builtin[] = [
  ...group('lists', LISTS),
  ...group('records', RECORDS),
];
