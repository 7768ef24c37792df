import type { SlicedWork } from '../turns/sliced-work.ts';
import { unreachable } from '../unreachable.ts';
import { CHUNK_ROWS, type Chunk, type ColumnData, dataOf, type MetadataView } from './columns.ts';
import type { Filter } from './filter.ts';
import { markAll, markCodes, markEach, markRange, NO, type Truth, UNKNOWN, YES } from './marks.ts';
import { numberRange } from './number-range.ts';
import { type Leaf, leafTest } from './operands.ts';

/** Texts that are judged between two looks at the clock, and characters of a long one. */
const TEXTS_A_LOOK = 16;
const LONG_TEXT = 256;

/**
 * Where `filter` is true among the ordinals below `count`, a bit an ordinal, the lowest of a word
 * first. Ordinals without a series have any bit.
 * @throws as `SlicedWork.nextSlice`.
 * Cost: some nanoseconds an ordinal and condition; a condition on text looks at every different
 * text of its column. Memory: two bits an ordinal and level of the filter, however many conditions.
 */
export async function evaluate(
  filter: Filter,
  view: MetadataView,
  count: number,
  work: SlicedWork,
): Promise<Uint32Array> {
  const evaluation = new Evaluation(view, count, work);
  const truth = evaluation.truth();
  await evaluation.mark(filter, truth);
  return truth.yes;
}

class Evaluation {
  readonly #view: MetadataView;
  readonly #count: number;
  readonly #work: SlicedWork;

  constructor(view: MetadataView, count: number, work: SlicedWork) {
    this.#view = view;
    this.#count = count;
    this.#work = work;
  }

  /** Room for what one filter says. */
  truth(): Truth {
    const words = Math.ceil(this.#count / 32);
    return { yes: new Uint32Array(words), no: new Uint32Array(words) };
  }

  /** Writes what `filter` says to `truth`, whatever that held. */
  async mark(filter: Filter, truth: Truth): Promise<void> {
    switch (filter.tag) {
      case 'and':
        return this.#join(filter.filters, truth, (one) => one);
      case 'or':
        // False where all are, as `and` is true where all are.
        return this.#join(filter.filters, truth, negated);
      case 'not':
        return this.mark(filter.filter, negated(truth));
      case 'is-null':
        return this.#markNull(dataOf(this.#view, filter.column.name), truth);
      case 'compare':
      case 'in':
      case 'between':
      case 'like':
        return this.#markLeaf(filter, dataOf(this.#view, filter.column.name), truth);
      default:
        return unreachable(filter);
    }
  }

  /** True where all are, false where one is, of truths that are `seen` so. */
  async #join(
    filters: readonly Filter[],
    truth: Truth,
    seen: (truth: Truth) => Truth,
  ): Promise<void> {
    const { yes: all, no: any } = seen(truth);
    all.fill(0xffff_ffff);
    any.fill(0);
    const one = this.truth();
    const { yes, no } = seen(one);
    for (const filter of filters) {
      await this.mark(filter, one);
      for (let word = 0; word < all.length; word += 1) {
        all[word] = all[word]! & yes[word]!;
        any[word] = any[word]! | no[word]!;
      }
    }
  }

  async #markLeaf(leaf: Leaf, data: ColumnData, truth: Truth): Promise<void> {
    const range = isNumeric(data) ? numberRange(leaf) : undefined;
    if (range !== undefined) {
      const within = range.negated ? negated(truth) : truth;
      return this.#eachChunk(data, { truth, absent: UNKNOWN }, (chunk, ordinals) =>
        markRange(within, ordinals, chunk as Float64Array, range),
      );
    }
    const test = leafTest(leaf);
    const outcomeOf = (cell: string | number | boolean): number => (test(cell) ? YES : NO);
    const table = await this.#tableOf(data, leaf, outcomeOf);
    return this.#eachChunk(data, { truth, absent: UNKNOWN }, (chunk, ordinals) => {
      if (Array.isArray(chunk)) markEach(truth, ordinals, (at) => outcomeOf(chunk[at]!));
      else if (chunk instanceof Float64Array) {
        markEach(truth, ordinals, (at) =>
          Number.isNaN(chunk[at]!) ? UNKNOWN : outcomeOf(chunk[at]!),
        );
      } else markCodes(truth, ordinals, chunk, table);
    });
  }

  #markNull(data: ColumnData, truth: Truth): Promise<void> {
    const none = data.type === 'boolean' ? 2 : 0;
    return this.#eachChunk(data, { truth, absent: YES }, (chunk, ordinals) => {
      markEach(truth, ordinals, (at) => {
        const cell = chunk[at];
        if (typeof cell !== 'number') return NO;
        return (isNumeric(data) ? Number.isNaN(cell) : cell === none) ? YES : NO;
      });
    });
  }

  /** What a condition says of each number that stands for a boolean, or a text of a dictionary. */
  async #tableOf(
    { dictionary, type }: ColumnData,
    leaf: Leaf,
    outcomeOf: (cell: string | boolean) => number,
  ): Promise<Uint8Array> {
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
        const isLook = code % TEXTS_A_LOOK === 0 || (text?.length ?? 0) >= LONG_TEXT;
        if (isLook && this.#work.isOver) await this.#work.nextSlice();
      }
    }
    table[0] = UNKNOWN;
    return table;
  }

  /** Has `visit` judge each chunk of the column; one that is not there is `absent`, all of it. */
  async #eachChunk(
    { chunks }: ColumnData,
    { truth, absent }: { readonly truth: Truth; readonly absent: number },
    visit: (chunk: Chunk, ordinals: readonly [start: number, end: number]) => void,
  ): Promise<void> {
    for (let start = 0; start < this.#count; start += CHUNK_ROWS) {
      const ordinals = [start, Math.min(this.#count, start + CHUNK_ROWS)] as const;
      const chunk = chunks[start / CHUNK_ROWS];
      if (chunk === undefined) markAll(truth, ordinals, absent);
      else visit(chunk, ordinals);
      if (this.#work.isOver) await this.#work.nextSlice();
    }
  }
}

function negated({ yes, no }: Truth): Truth {
  return { yes: no, no: yes };
}

function isNumeric({ type }: ColumnData): boolean {
  return type === 'number' || type === 'time';
}

/** The texts that alone satisfy a condition, where it names them. */
function textsOf(leaf: Leaf): readonly string[] | undefined {
  if (leaf.tag === 'in') return leaf.operands as readonly string[];
  if (leaf.tag !== 'compare' || leaf.comparison !== '=') return undefined;
  return [leaf.operand as string];
}
