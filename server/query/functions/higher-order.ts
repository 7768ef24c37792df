import type { Context } from '../context.ts';
import { type Builtin, isTrue, type Steps, type Value } from '../values.ts';
import { functionAt, listAt, shortest } from './arguments.ts';
import { ANY, group } from './builtin.ts';
import { mergeSort } from './merge-sort.ts';

function map(values: readonly Value[], { budget }: Context): Steps {
  const callee = functionAt(values, 0);
  const lists = values.slice(1).map((_, index) => listAt(values, index + 1));
  const length = shortest(lists);
  budget.list(length);
  return (function* mapped(): Steps {
    const results: Value[] = [];
    while (results.length < length) {
      const index = results.length;
      results.push(yield { tag: 'call', callee, values: lists.map((list) => list[index]!) });
    }
    return results;
  })();
}

function filter(values: readonly Value[], { budget }: Context): Steps {
  const callee = functionAt(values, 0);
  const list = listAt(values, 1);
  budget.list(list.length);
  return (function* filtered(): Steps {
    const results: Value[] = [];
    for (const value of list) {
      if (isTrue(yield { tag: 'call', callee, values: [value] })) results.push(value);
    }
    return results;
  })();
}

function reduce(values: readonly Value[], { budget }: Context): Steps {
  const callee = functionAt(values, 0);
  const list = listAt(values, values.length - 1);
  const elements = values.length === 3 ? [values[1]!, ...list] : list;
  budget.list(elements.length);
  return (function* reduced(): Steps {
    let result = elements[0] ?? null;
    for (const value of elements.slice(1)) {
      result = yield { tag: 'call', callee, values: [result, value] };
    }
    return result;
  })();
}

/** Sorts by the elements, or by what a function gives of each. */
function sort(values: readonly Value[], { budget }: Context): Steps {
  const list = listAt(values, values.length - 1);
  const callee = values.length === 2 ? functionAt(values, 0) : undefined;
  budget.list(list.length);
  budget.list(list.length);
  return (function* sorted(): Steps {
    if (callee === undefined) return yield* mergeSort(list, list, budget);
    const keys: Value[] = [];
    for (const value of list) keys.push(yield { tag: 'call', callee, values: [value] });
    return yield* mergeSort(list, keys, budget);
  })();
}

/** Whether `wanted` is what a test says of one of the elements. */
function some(values: readonly Value[], wanted: boolean): Steps {
  const callee = functionAt(values, 0);
  const list = listAt(values, 1);
  return (function* tested(): Steps {
    for (const value of list) {
      if (isTrue(yield { tag: 'call', callee, values: [value] }) === wanted) return wanted;
    }
    return !wanted;
  })();
}

/** Functions that call another one for elements of lists. */
export const HIGHER_ORDER_FUNCTIONS: readonly Builtin[] = group('lists', [
  [
    '(map f list …)',
    'what f gives for each element, or for the first of all lists …',
    [2, ANY],
    map,
  ],
  ['(filter f list)', 'the elements for which f is true', [2], filter],
  ['(reduce f start list)', 'f of f of start and the first, and the second …', [2, 3], reduce],
  [
    '(sort f list)',
    'ascending by what f gives, by the elements without f; nil is last',
    [1, 2],
    sort,
  ],
  ['(any? f list)', 'whether f is true for an element', [2], (values) => some(values, true)],
  ['(all? f list)', 'whether f is true for every element', [2], (values) => some(values, false)],
]);
