import { FORM_LIMITS, printing } from '../../forms/index.ts';
import type { Context } from '../context.ts';
import { fromJson, listOfDoubles } from '../json.ts';
import type { Budget } from '../machine/budget.ts';
import { Fault } from '../query-error.ts';
import type { SourceAnswer, SourceRows, SourceSubject } from '../source.ts';
import {
  type Builtin,
  type FunctionValue,
  isList,
  isRecord,
  kindOf,
  PAUSE,
  type Step,
  type Steps,
  type Value,
} from '../values.ts';
import { listAt, numberAt, textAt, wholeAt, wrong } from './arguments.ts';
import { ANY, group } from './builtin.ts';
import { optionsOf } from './options.ts';

const K_MAX = 10_000;
const LIMIT_MAX = 100_000;
/** What a few parts of a filter count as that are printed in one go. */
const PRINTED_WORK = 1024;
/** Elements of an answer that are made values in one step. */
const STEP_ELEMENTS = 64;

/** Steps that wait for `start` and give what it resolves to. */
function* ask(start: (signal: AbortSignal) => Promise<Value>): Steps {
  return yield { tag: 'host', start };
}

/**
 * Steps that wait for `start`, and then make a list of what it resolves to, some elements a step.
 */
function* askList<Answer, Element>(
  start: (signal: AbortSignal) => Promise<Answer>,
  elementsOf: (answer: Answer) => readonly Element[],
  { each, budget }: { readonly each: (element: Element) => Value; readonly budget: Budget },
): Steps {
  const answers: Answer[] = [];
  yield {
    tag: 'host',
    start: async (signal) => {
      answers.push(await start(signal));
      return null;
    },
  };
  const elements = elementsOf(answers[0]!); // Whoever waits for the source goes on with its answer.
  budget.list(elements.length);
  const list: Value[] = [];
  for (const element of elements) {
    list.push(each(element));
    if (list.length % STEP_ELEMENTS === 0) yield { tag: 'pause' };
  }
  return list;
}

function* nearest(values: readonly Value[], { source, budget }: Context): Steps {
  const options = optionsOf(values, 1, ['k', 'where', 'explain']);
  const { k = 5, explain = false } = options;
  const search = {
    subject: subjectAt(values, 0),
    where: yield* filterText(options.where ?? null, budget),
    explain: explain === true,
    k: wholeAt([k], 0, { least: 1, most: K_MAX, called: ':k' }),
  };
  return yield* answered((signal) => source.nearest(search, signal), search.explain, budget);
}

function* within(values: readonly Value[], { source, budget }: Context): Steps {
  const options = optionsOf(values, 2, ['limit', 'where', 'explain']);
  const { limit, explain = false } = options;
  const search = {
    subject: subjectAt(values, 0),
    where: yield* filterText(options.where ?? null, budget),
    explain: explain === true,
    radius: radiusAt(values, 1),
    limit:
      limit === undefined
        ? undefined
        : wholeAt([limit], 0, { least: 1, most: LIMIT_MAX, called: ':limit' }),
  };
  const start = async (signal: AbortSignal): Promise<SourceAnswer> => {
    const answer = await source.within(search, signal);
    if (limit === undefined) whole(answer.neighbours.length, answer.total, ':limit n');
    return answer;
  };
  return yield* answered(start, search.explain, budget);
}

function radiusAt(values: readonly Value[], index: number): number {
  const radius = numberAt(values, index);
  if (radius >= 0) return radius;
  throw new Fault('VALUE', `a radius is a number from 0, not ${radius}`);
}

/** @throws Fault `VALUE` when an answer was cut that nobody asked to be cut. */
function whole(count: number, total: number, option: string): void {
  if (count === total) return;
  throw new Fault('VALUE', `there are ${total}, more than ${count}; say how many with ${option}`);
}

/** The neighbours as records, or how they were found. */
function answered(
  start: (signal: AbortSignal) => Promise<SourceAnswer>,
  explain: boolean,
  budget: Budget,
): Steps {
  if (explain) {
    return ask(async (signal) => fromJson((await start(signal)).explain ?? null, budget));
  }
  const each = (neighbour: SourceAnswer['neighbours'][number]): Value => {
    budget.list(4);
    return new Map<string, Value>([
      ['id', neighbour.id],
      ['distance', neighbour.distance],
    ]);
  };
  return askList(start, ({ neighbours }) => neighbours, { each, budget });
}

function distance(values: readonly Value[], { source }: Context): Steps {
  const a = textAt(values, 0);
  const b = textAt(values, 1);
  return ask((signal) => source.distance(a, b, signal));
}

function series(values: readonly Value[], { source, budget }: Context): Steps {
  const id = textAt(values, 0);
  return ask(async (signal) => {
    const stored = await source.series(id, signal);
    return new Map<string, Value>([
      ['times', listOfDoubles(stored.times, budget)],
      ['values', listOfDoubles(stored.values, budget)],
    ]);
  });
}

/** Called by the form `select`, with nil for each part that it does not have. */
function* select(values: readonly Value[], { source, budget }: Context): Steps {
  const [where, fields, sort, limit, offset] = values;
  const selection = {
    where: yield* filterText(where!, budget),
    fields: fields === null ? undefined : (listAt(values, 1) as readonly string[]),
    sort: ((sort ?? []) as readonly (readonly [string, boolean])[]).map(([column, descending]) => {
      return { column, descending };
    }),
    limit:
      limit === null
        ? undefined
        : wholeAt(values, 3, { least: 1, most: LIMIT_MAX, called: 'limit' }),
    offset:
      offset === null
        ? undefined
        : wholeAt(values, 4, { least: 0, most: LIMIT_MAX, called: 'offset' }),
  };
  const start = async (signal: AbortSignal): Promise<SourceRows> => {
    const answer = await source.select(selection, signal);
    const count = answer.rows.length + (selection.offset ?? 0);
    if (limit === null && count < answer.total) whole(count, answer.total, '(limit n)');
    return answer;
  };
  const each = (row: SourceRows['rows'][number]): Value => fromJson(row, budget);
  return yield* askList(start, ({ rows }) => rows, { each, budget });
}

function insert(values: readonly Value[], { source }: Context): Steps {
  const id = textAt(values, 0);
  const subject = subjectAt(values, 1);
  if ('id' in subject) throw wrong(values, 1, 'a series');
  return ask((signal) => source.insert(id, subject, signal));
}

/** A stored series by its id, or one that is a record or a list. @throws Fault `TYPE`. */
function subjectAt(values: readonly Value[], index: number): SourceSubject {
  const value = values[index]!;
  if (typeof value === 'string') return { id: value };
  if (isList(value)) return { values: doublesIn(value), times: undefined };
  if (!isRecord(value)) throw wrong(values, index, 'an id, a series, or a list of numbers');
  const times = value.get('times');
  return {
    values: doublesIn(value.get('values') ?? null),
    times: times === undefined ? undefined : doublesIn(times),
  };
}

function doublesIn(value: Value): readonly number[] {
  if (isList(value) && value.every((one) => typeof one === 'number')) {
    return value;
  }
  const fault = `a series is {"times" (…) "values" (…)} or a list of numbers, not ${kindOf(value)}`;
  throw new Fault('TYPE', fault);
}

/**
 * The text of a filter, as sources take it.
 * @throws Fault `TYPE`; `MEMORY` when it is longer than a text that they read. What it names more
 * than once is in its text as often, so that a small filter may have a text without bound.
 */
function* filterText(filter: Value, budget: Budget): Generator<Step, string | undefined, Value> {
  if (filter === null) return undefined;
  if (!isList(filter)) throw new Fault('TYPE', `${kindOf(filter)} is no filter`);
  const { lengthMax } = FORM_LIMITS;
  for (const work = printing(filter, refuseFunction, lengthMax); ; ) {
    const { done, value: text } = work.next();
    if (done !== true) {
      budget.work(PRINTED_WORK);
      if (budget.isDue) yield PAUSE;
      continue;
    }
    if (text === undefined) {
      throw new Fault('MEMORY', `the text of the filter is too long; at most ${lengthMax}`);
    }
    budget.text(text.length);
    return text;
  }
}

function refuseFunction(value: FunctionValue): never {
  throw new Fault('TYPE', `a filter has ${kindOf(value)} in it`);
}

/** Functions that ask the collection. */
export const SOURCE_FUNCTIONS: readonly Builtin[] = group('collection', [
  ['(nearest x :k 5 :where filter)', 'the series nearest to an id or a series', [1, ANY], nearest],
  ['(within x radius :limit n :where filter)', 'all within a radius of one', [2, ANY], within],
  ['(distance a b)', 'the distance between two stored series', [2], distance],
  ['(series id)', 'a stored series, {"times" (…) "values" (…)}', [1], series],
  ['(insert id series)', 'stores a series; false if the very same was there', [2], insert],
  ['(select (where filter) (fields a b) …)', 'rows of metadata as records', [5], select],
]);
