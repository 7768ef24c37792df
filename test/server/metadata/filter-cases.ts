import * as fc from 'fast-check';
import type { Datum } from '../../../server/forms/index.ts';
import type { Cell, Filter } from '../../../server/metadata/index.ts';
import { type Column, Schema, valueOf } from '../../../server/metadata/index.ts';
import { unreachable } from '../../../server/unreachable.ts';

/**
 * Columns of each type beside those of every collection: with a name that SQL reserves, one that
 * Postgres has for a column of its own, and some that a view might use itself.
 */
export const CASE_SCHEMA: Schema = new Schema([
  { name: 'order', type: 'text', number: 0 },
  { name: 'größe', type: 'number', number: 1 },
  { name: 'is-odd', type: 'boolean', number: 2 },
  { name: 'taken.at', type: 'time', number: 3 },
  { name: 'c0', type: 'number', number: 4 },
  { name: 'f1', type: 'number', number: 5 },
  { name: 'xmin', type: 'text', number: 6 },
  { name: 'ordinal', type: 'boolean', number: 7 },
]);

/** The cells of one series by the names of columns; none of the computed ones is null. */
export type CaseRow = Readonly<Record<string, Cell>>;

/** Texts that a careless statement trips over, and few enough that rows meet their operands. */
const HOSTILE_TEXTS: readonly string[] = [
  '',
  'A',
  'a',
  'B',
  "'",
  "''; drop table rows; --",
  '"',
  '\\',
  '\\\\',
  '%',
  '_',
  '$1',
  '?',
  '{a,b}',
  'NULL',
  'null',
  'true',
  '\n\t',
  '\u0001',
  ' a ',
  'é',
  'e\u0301',
  '\ufeff',
  '\ue000',
  '\uffff',
  '\u{10000}',
  '\u{1f600}',
  '\u202e',
  "E'\\x41'",
  'İ',
  'ß',
];
const NUMBERS = [0, -0, 1, -1, 0.1, 0.30000000000000004, 5e-324, 1.7e308, -1.7e308, 2 ** 53, 1e21];
const TIMES = [0, 1, -1, 1_714_559_400_250_000, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER];

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  fc.string({ unit: 'grapheme', maxLength: 6 }).filter((one) => !/[\p{Cs}\0]/u.test(one)),
);
const number = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NUMBERS) },
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const time = fc.constantFrom(...TIMES);

function operandFor({ type }: Column): fc.Arbitrary<string | number | boolean> {
  switch (type) {
    case 'text':
      return text;
    case 'number':
      return number;
    case 'boolean':
      return fc.boolean();
    case 'time':
      return time;
    default:
      return unreachable(type);
  }
}

/** Rows of series with ids that differ. */
export function caseRows(maxLength: number): fc.Arbitrary<readonly CaseRow[]> {
  const cells = CASE_SCHEMA.stored.map((column) =>
    fc.option(operandFor(column), { nil: null, freq: 4 }).map((cell) => [column.name, cell]),
  );
  const row = fc
    .tuple(number, number.map(Math.abs), ...cells)
    .map(
      ([mean, std, ...own]): CaseRow =>
        Object.fromEntries([['mean', mean], ['std', std], ...(own as [string, Cell][])]),
    );
  const ids = fc.uniqueArray(
    fc.oneof(
      fc.constantFrom(...HOSTILE_TEXTS.filter((one) => one !== '' && !/\p{Cc}/u.test(one))),
      fc.integer({ min: 0, max: 500 }).map((index) => `ts-${index}`),
    ),
    { maxLength, size: '+1' },
  );
  return ids.chain((names) =>
    fc
      .array(row, { minLength: names.length, maxLength: names.length })
      .map((rows) => rows.map((one, index): CaseRow => Object.assign({ id: names[index]! }, one))),
  );
}

const pattern = fc
  .array(fc.oneof(text, fc.constantFrom('%', '_', '\\%', '\\_', '\\\\')), { maxLength: 4 })
  .map((parts) => parts.join(''))
  .filter((one) => /^(?:[^\\]|\\[^])*$/u.test(one));

function leafOf(column: Column): fc.Arbitrary<Filter> {
  const operand = operandFor(column);
  const comparison = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
  const leaves: fc.Arbitrary<Filter>[] = [
    fc.record({
      tag: fc.constant('compare'),
      comparison,
      column: fc.constant(column),
      operand,
    }),
    fc
      .array(operand, { minLength: 1, maxLength: 4 })
      .map((operands): Filter => ({ tag: 'in', column, operands })),
    fc
      .tuple(operand, operand)
      .map(([low, high]): Filter => ({ tag: 'between', column, low, high })),
    fc.constant<Filter>({ tag: 'is-null', column }),
  ];
  if (column.type === 'text') {
    leaves.push(pattern.map((one): Filter => ({ tag: 'like', column, pattern: one })));
  }
  return fc.oneof(...leaves);
}

/** Filters of every kind over the columns of `CASE_SCHEMA`. */
export const caseFilter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter; leaf: Filter }>(
  (tie) => ({
    leaf: fc.constantFrom(...CASE_SCHEMA.columns).chain(leafOf),
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 3, arbitrary: tie('leaf') },
      fc
        .tuple(fc.constantFrom('and', 'or'), fc.array(tie('filter'), { maxLength: 3 }))
        .map(([tag, filters]): Filter => ({ tag: tag as 'and', filters })),
      tie('filter').map((filter): Filter => ({ tag: 'not', filter })),
    ),
  }),
).filter;

/** What SQL says of one row: true, false, or null where that is unknown. Written for plainness. */
export function truthOf(filter: Filter, row: CaseRow): boolean | null {
  switch (filter.tag) {
    case 'and': {
      const truths = new Set(filter.filters.map((one) => truthOf(one, row)));
      if (truths.has(false)) return false;
      return truths.has(null) ? null : true;
    }
    case 'or': {
      const truths = new Set(filter.filters.map((one) => truthOf(one, row)));
      if (truths.has(true)) return true;
      return truths.has(null) ? null : false;
    }
    case 'not': {
      const truth = truthOf(filter.filter, row);
      return truth === null ? null : !truth;
    }
    case 'is-null':
      return row[filter.column.name] === null;
    case 'compare':
    case 'in':
    case 'between':
    case 'like': {
      const cell = row[filter.column.name]!;
      return cell === null ? null : leafTruth(filter, cell);
    }
    default:
      return unreachable(filter);
  }
}

type Leaf = Extract<Filter, { readonly tag: 'compare' | 'in' | 'between' | 'like' }>;

function leafTruth(leaf: Leaf, cell: string | number | boolean): boolean {
  switch (leaf.tag) {
    case 'in':
      return leaf.operands.some((one) => order(cell, one) === 0);
    case 'between':
      return order(leaf.low, cell) <= 0 && order(cell, leaf.high) <= 0;
    case 'like':
      return expressionOf(leaf.pattern).test(cell as string);
    case 'compare': {
      const sign = order(cell, leaf.operand);
      const truths = { '=': sign === 0, '!=': sign !== 0, '<': sign < 0, '>': sign > 0 };
      if (leaf.comparison === '<=') return sign <= 0;
      return leaf.comparison === '>=' ? sign >= 0 : truths[leaf.comparison];
    }
    default:
      return unreachable(leaf);
  }
}

function order(a: Cell, b: Cell): number {
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b as string));
  return Number(a) < Number(b) ? -1 : Number(Number(a) > Number(b));
}

function expressionOf(like: string): RegExp {
  const source = like.replaceAll(/\\([^])|([%_])|([^])/gu, (_, escaped, wild, plain) => {
    if (wild !== undefined) return wild === '%' ? '[^]*' : '[^]';
    return (escaped ?? plain).replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&');
  });
  return new RegExp(`^${source}$`, 'u');
}

/** The filter as the language writes it. */
export function written(filter: Filter): Datum {
  switch (filter.tag) {
    case 'and':
    case 'or':
      return [symbol(filter.tag), ...filter.filters.map(written)];
    case 'not':
      return [symbol('not'), written(filter.filter)];
    case 'compare':
    case 'in':
    case 'between':
    case 'like':
    case 'is-null': {
      const { column } = filter;
      const value = (cell: string | number | boolean): Datum => valueOf(column.type, cell);
      const head = [symbol(filter.tag), symbol(column.name)];
      switch (filter.tag) {
        case 'is-null':
          return head;
        case 'like':
          return [...head, filter.pattern];
        case 'in':
          return [...head, ...filter.operands.map(value)];
        case 'between':
          return [...head, value(filter.low), value(filter.high)];
        case 'compare':
          return [symbol(filter.comparison), symbol(column.name), value(filter.operand)];
      }
    }
    default:
      return unreachable(filter);
  }
}

function symbol(name: string): Datum {
  return { tag: 'symbol', name };
}
