import type { Context } from '../context.ts';
import { VALUE_LIMITS } from '../limits.ts';
import {
  type Builtin,
  isFunction,
  isList,
  isRecord,
  PAUSE,
  printValue,
  type Steps,
  type Value,
} from '../values.ts';
import { listAt, textAt, wholeAt, wrong } from './arguments.ts';
import { ANY, group, type Row } from './builtin.ts';
import { placesOf } from './search.ts';

/** Argument `index` as a text: itself, or as it is printed. */
function written(values: readonly Value[], index: number, { budget }: Context): string {
  const value = values[index]!;
  if (typeof value === 'string') return value;
  budget.step();
  if (!isList(value) && !isRecord(value) && !isFunction(value)) return printValue(value);
  throw wrong(values, index, 'a text, a number, a boolean, a name or nil');
}

/** One text of all `values`, with `between` between them. */
function* joined(values: readonly Value[], between: string, context: Context): Steps {
  const { budget } = context;
  const parts: string[] = [];
  let length = between.length * Math.max(0, values.length - 1);
  for (let index = 0; index < values.length; index += 1) {
    const one = written(values, index, context);
    length += one.length;
    parts.push(one);
    budget.work(1);
    if (budget.isDue) yield PAUSE;
  }
  budget.text(length);
  return parts.join(between);
}

function join(values: readonly Value[], context: Context): Steps {
  const list = listAt(values, 1);
  context.budget.list(list.length);
  return joined(list, textAt(values, 0), context);
}

function* split(values: readonly Value[], { budget }: Context): Steps {
  const between = textAt(values, 0);
  const whole = textAt(values, 1);
  budget.work(whole.length + between.length);
  if (between === '') {
    const characters = Array.from(whole);
    budget.list(characters.length);
    return characters;
  }
  const places = placesOf(between, whole);
  budget.list(places.length + 1);
  const parts: string[] = [];
  let start = 0;
  for (const place of places) {
    parts.push(whole.slice(start, place));
    start = place + between.length;
    budget.work(1);
    if (budget.isDue) yield PAUSE;
  }
  parts.push(whole.slice(start));
  return parts;
}

/** Whether a text has another at the end that `test` looks at. */
function edge(form: string, does: string, test: (whole: string, wanted: string) => boolean): Row {
  const run = (values: readonly Value[], { budget }: Context): boolean => {
    const wanted = textAt(values, 1);
    budget.work(wanted.length);
    return test(textAt(values, 0), wanted);
  };
  return [form, does, [2], run];
}

/** Characters from an index to before another, of a text. */
function part(values: readonly Value[], { budget }: Context): string {
  const whole = textAt(values, 0);
  const most = VALUE_LIMITS.textLengthMax;
  const start = wholeAt(values, 1, { least: 0, most });
  const end = values.length === 3 ? wholeAt(values, 2, { least: 0, most }) : most;
  budget.text(whole.length);
  return Array.from(whole).slice(start, end).join('');
}

/** What `change` makes of the text that is the only argument. */
function changed(form: string, does: string, change: (whole: string) => string): Row {
  const run = (values: readonly Value[], { budget }: Context): string => {
    const whole = textAt(values, 0);
    // No letter becomes more than three others.
    budget.text(whole.length);
    const result = change(whole);
    budget.text(result.length);
    return result;
  };
  return [form, does, [1], run];
}

/** The number that a text is, or nil. */
function number(values: readonly Value[], { budget }: Context): Value {
  const digits = textAt(values, 0);
  budget.work(digits.length);
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(digits)) return null;
  const value = Number(digits);
  return Number.isFinite(value) ? value : null;
}

/** Functions of texts; what is counted in them is characters, whatever they take in memory. */
export const TEXT_FUNCTIONS: readonly Builtin[] = group('texts', [
  [
    '(text x …)',
    'one text of texts, numbers, booleans, names and nil',
    [0, ANY],
    (values, context) => joined(values, '', context),
  ],
  ['(join between list)', 'one text of those of a list, with a text between', [2], join],
  ['(split between text)', 'the parts of a text; between "" its characters', [2], split],
  ['(slice text start end)', 'the characters from start, from 0, to before end', [2, 3], part],
  changed('(upper text)', 'the text in capitals', (whole) => whole.toUpperCase()),
  changed('(lower text)', 'the text in small letters', (whole) => whole.toLowerCase()),
  changed('(trim text)', 'the text without white space at its ends', (whole) => whole.trim()),
  edge('(starts? text start)', 'whether a text begins with another', (whole, start) => {
    return whole.startsWith(start);
  }),
  edge('(ends? text end)', 'whether a text ends with another', (whole, end) => whole.endsWith(end)),
  ['(number text)', 'the number that is written in a text, or nil', [1], number],
]);
