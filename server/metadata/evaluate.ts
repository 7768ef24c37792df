import { CHUNK_ROWS, type Chunk, type ColumnData, dataOf, type MetadataView } from './columns.ts';
import type { Filter } from './filter.ts';
import { markCodes, markEach, markRange, NO, type Truth, UNKNOWN, YES } from './marks.ts';
import { numberRange } from './number-range.ts';
import { type Leaf, leafTest } from './operands.ts';
import { unreachable } from './unreachable.ts';

/**
 * Where `filter` is true among the ordinals below `count`, a bit an ordinal, the lowest of a word
 * first. Ordinals without a series have any bit.
 * Cost: some nanoseconds an ordinal and condition; a condition on text looks at every different
 * text of its column.
 */
export function evaluate(filter: Filter, view: MetadataView, count: number): Uint32Array {
  return truthOf(filter, view, count).yes;
}

function truthOf(filter: Filter, view: MetadataView, count: number): Truth {
  switch (filter.tag) {
    case 'and':
    case 'or':
      return joined(
        filter.tag,
        filter.filters.map((one) => truthOf(one, view, count)),
        count,
      );
    case 'not': {
      const { yes, no } = truthOf(filter.filter, view, count);
      return { yes: no, no: yes };
    }
    case 'is-null':
      return nullTruth(dataOf(view, filter.column.name), count);
    case 'compare':
    case 'in':
    case 'between':
    case 'like':
      return leafTruth(filter, dataOf(view, filter.column.name), count);
    default:
      return unreachable(filter);
  }
}

/** True where all are, false where one is; the other way round for `or`. */
function joined(tag: 'and' | 'or', truths: readonly Truth[], count: number): Truth {
  const all = falses(count).fill(0xffff_ffff);
  const any = falses(count);
  for (const { yes, no } of truths) {
    const [both, either] = tag === 'and' ? [yes, no] : [no, yes];
    for (let word = 0; word < all.length; word += 1) {
      all[word] = all[word]! & both[word]!;
      any[word] = any[word]! | either[word]!;
    }
  }
  return tag === 'and' ? { yes: all, no: any } : { yes: any, no: all };
}

function leafTruth(leaf: Leaf, data: ColumnData, count: number): Truth {
  const truth = { yes: falses(count), no: falses(count) };
  const range = isNumeric(data) ? numberRange(leaf) : undefined;
  if (range !== undefined) {
    eachChunk(data, count, (chunk, ordinals) =>
      markRange(truth, ordinals, chunk as Float64Array, range),
    );
    return range.negated ? { yes: truth.no, no: truth.yes } : truth;
  }
  const test = leafTest(leaf);
  const outcomeOf = (cell: string | number | boolean): number => (test(cell) ? YES : NO);
  const table = tableOf(data, leaf, outcomeOf);
  eachChunk(data, count, (chunk, ordinals) => {
    if (Array.isArray(chunk)) markEach(truth, ordinals, (at) => outcomeOf(chunk[at]!));
    else if (chunk instanceof Float64Array) {
      markEach(truth, ordinals, (at) =>
        Number.isNaN(chunk[at]!) ? UNKNOWN : outcomeOf(chunk[at]!),
      );
    } else markCodes(truth, ordinals, chunk, table);
  });
  return truth;
}

function nullTruth(data: ColumnData, count: number): Truth {
  // Chunks that are not there are null.
  const truth = { yes: falses(count).fill(0xffff_ffff), no: falses(count) };
  const none = data.type === 'boolean' ? 2 : 0;
  eachChunk(data, count, (chunk, ordinals) => {
    markEach(truth, ordinals, (at) => {
      const cell = chunk[at];
      if (typeof cell !== 'number') return NO;
      return (isNumeric(data) ? Number.isNaN(cell) : cell === none) ? YES : NO;
    });
  });
  return truth;
}

function isNumeric({ type }: ColumnData): boolean {
  return type === 'number' || type === 'time';
}

/** What a condition says of each number that stands for a boolean, or for a text of a dictionary. */
function tableOf(
  { dictionary, type }: ColumnData,
  leaf: Leaf,
  outcomeOf: (cell: string | boolean) => number,
): Uint8Array {
  if (type === 'boolean') return Uint8Array.of(outcomeOf(false), outcomeOf(true), UNKNOWN);
  if (dictionary === undefined) return new Uint8Array(0);
  const table = new Uint8Array(dictionary.size);
  const exact = textsOf(leaf);
  if (exact !== undefined) {
    table.fill(NO);
    for (const text of exact) table[dictionary.find(text) ?? 0] = YES;
  } else {
    for (let code = 1; code < table.length; code += 1) {
      const text = dictionary.textOf(code);
      if (text !== undefined) table[code] = outcomeOf(text);
    }
  }
  table[0] = UNKNOWN;
  return table;
}

/** The texts that alone satisfy a condition, where it names them. */
function textsOf(leaf: Leaf): readonly string[] | undefined {
  if (leaf.tag === 'in') return leaf.operands as readonly string[];
  if (leaf.tag !== 'compare' || leaf.comparison !== '=') return undefined;
  return [leaf.operand as string];
}

function eachChunk(
  { chunks }: ColumnData,
  count: number,
  visit: (chunk: Chunk, ordinals: readonly [start: number, end: number]) => void,
): void {
  for (const [place, chunk] of chunks.entries()) {
    const start = place * CHUNK_ROWS;
    if (start >= count) return;
    if (chunk !== undefined) visit(chunk, [start, Math.min(count, start + CHUNK_ROWS)]);
  }
}

function falses(count: number): Uint32Array {
  return new Uint32Array(Math.ceil(count / 32));
}
