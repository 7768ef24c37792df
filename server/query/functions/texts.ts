import type { Context } from '../context.ts';
import { VALUE_LIMITS } from '../limits.ts';
import { type Builtin, isFunction, isList, isRecord, printValue, type Value } from '../values.ts';
import { listAt, textAt, wholeAt, wrong } from './arguments.ts';
import { ANY, group, type Row } from './builtin.ts';

/** Argument `index` as a text: itself, or as it is printed. */
function written(values: readonly Value[], index: number): string {
  const value = values[index]!;
  if (typeof value === 'string') return value;
  if (!isList(value) && !isRecord(value) && !isFunction(value)) return printValue(value);
  throw wrong(values, index, 'a text, a number, a boolean, a name or nil');
}

function joined(parts: readonly string[], between: string, { budget }: Context): string {
  const lengths = parts.reduce((total, one) => total + one.length, 0);
  budget.text(lengths + between.length * Math.max(0, parts.length - 1));
  return parts.join(between);
}

function text(values: readonly Value[], context: Context): string {
  return joined(
    values.map((_, index) => written(values, index)),
    '',
    context,
  );
}

function join(values: readonly Value[], context: Context): string {
  const list = listAt(values, 1);
  context.budget.list(list.length);
  return joined(
    list.map((_, index) => written(list, index)),
    textAt(values, 0),
    context,
  );
}

function split(values: readonly Value[], { budget }: Context): Value {
  const between = textAt(values, 0);
  const whole = textAt(values, 1);
  budget.work(whole.length);
  const parts = between === '' ? Array.from(whole) : whole.split(between);
  budget.list(parts.length);
  return parts;
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
function number(values: readonly Value[]): Value {
  const digits = textAt(values, 0);
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(digits)) return null;
  const value = Number(digits);
  return Number.isFinite(value) ? value : null;
}

/** Functions of texts; what is counted in them is characters, whatever they take in memory. */
export const TEXT_FUNCTIONS: readonly Builtin[] = group('texts', [
  ['(text x …)', 'one text of texts, numbers, booleans, names and nil', [0, ANY], text],
  ['(join between list)', 'one text of those of a list, with a text between', [2], join],
  ['(split between text)', 'the parts of a text; between "" its characters', [2], split],
  ['(slice text start end)', 'the characters from start, from 0, to before end', [2, 3], part],
  changed('(upper text)', 'the text in capitals', (whole) => whole.toUpperCase()),
  changed('(lower text)', 'the text in small letters', (whole) => whole.toLowerCase()),
  changed('(trim text)', 'the text without white space at its ends', (whole) => whole.trim()),
  [
    '(starts? text start)',
    'whether a text begins with another',
    [2],
    (values) => textAt(values, 0).startsWith(textAt(values, 1)),
  ],
  [
    '(ends? text end)',
    'whether a text ends with another',
    [2],
    (values) => textAt(values, 0).endsWith(textAt(values, 1)),
  ],
  ['(number text)', 'the number that is written in a text, or nil', [1], number],
]);
