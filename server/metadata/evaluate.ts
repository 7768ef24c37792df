import { CHUNK_ROWS, type Chunk, type ColumnData, dataOf, type MetadataView } from './columns.ts';
import type { Dictionary } from './dictionary.ts';
import type { Filter } from './filter.ts';
import { type Leaf, leafTest } from './operands.ts';
import { unreachable } from './unreachable.ts';

/** Bits of ordinals, the lowest of a word first: where a filter is true, and where it is false. */
interface Truth {
  readonly yes: Uint32Array;
  readonly no: Uint32Array;
}

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

function leafTruth(leaf: Leaf, { chunks, dictionary, type }: ColumnData, count: number): Truth {
  const truth = { yes: falses(count), no: falses(count) };
  const test = leafTest(leaf);
  const table = dictionary === undefined ? undefined : tableOf(dictionary, leaf, test);
  eachChunk(chunks, count, (chunk, start, end) => {
    if (Array.isArray(chunk)) {
      mark(truth, start, end, (at) => Number(test(chunk[at]!)));
    } else if (table !== undefined) {
      mark(truth, start, end, (at) => table[chunk[at]!]!);
    } else if (type === 'boolean') {
      const outcomes = [Number(test(false)), Number(test(true)), UNKNOWN];
      mark(truth, start, end, (at) => outcomes[chunk[at]!]!);
    } else {
      mark(truth, start, end, (at) => {
        const cell = chunk[at]!;
        return Number.isNaN(cell) ? UNKNOWN : Number(test(cell));
      });
    }
  });
  return truth;
}

function nullTruth({ chunks, dictionary, type }: ColumnData, count: number): Truth {
  // Chunks that are not there are null.
  const truth = { yes: falses(count).fill(0xffff_ffff), no: falses(count) };
  const isNull = (chunk: Chunk, at: number): boolean => {
    const code = chunk[at];
    if (typeof code !== 'number') return false;
    if (dictionary !== undefined) return code === 0;
    return type === 'boolean' ? code === 2 : Number.isNaN(code);
  };
  eachChunk(chunks, count, (chunk, start, end) => {
    truth.yes.fill(0, start / 32, Math.ceil(end / 32));
    mark(truth, start, end, (at) => Number(isNull(chunk, at)));
  });
  return truth;
}

const UNKNOWN = 2;

/** What a condition says of each number of a dictionary: 0, 1, or unknown for null. */
function tableOf(dictionary: Dictionary, leaf: Leaf, test: (cell: string) => boolean): Uint8Array {
  const table = new Uint8Array(dictionary.size);
  const exact = textsOf(leaf);
  if (exact !== undefined) {
    for (const text of exact) table[dictionary.find(text) ?? 0] = 1;
  } else {
    for (let code = 1; code < table.length; code += 1) {
      table[code] = Number(test(dictionary.textOf(code)!));
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

/** Sets the bits of the ordinals [start, end) by what `outcomeAt` says of their place in a chunk. */
function mark(
  { yes, no }: Truth,
  start: number,
  end: number,
  outcomeAt: (at: number) => number,
): void {
  for (let base = start; base < end; base += 32) {
    const size = Math.min(32, end - base);
    let yesBits = 0;
    let noBits = 0;
    for (let bit = 0; bit < size; bit += 1) {
      const outcome = outcomeAt(base - start + bit);
      if (outcome === 1) yesBits |= 1 << bit;
      else if (outcome === 0) noBits |= 1 << bit;
    }
    yes[base / 32] = yesBits;
    no[base / 32] = noBits;
  }
}

function eachChunk(
  chunks: readonly (Chunk | undefined)[],
  count: number,
  visit: (chunk: Chunk, start: number, end: number) => void,
): void {
  for (const [place, chunk] of chunks.entries()) {
    const start = place * CHUNK_ROWS;
    if (start >= count) return;
    if (chunk !== undefined) visit(chunk, start, Math.min(count, start + CHUNK_ROWS));
  }
}

function falses(count: number): Uint32Array {
  return new Uint32Array(Math.ceil(count / 32));
}
