import { instantiate, type KernelModule, layInOwnPages } from '../simd/index.ts';
import { CHUNK_SERIES, type Rows, rowFloats, tailVectors } from './rows.ts';

/** Finds the rows that are near a query, as one thread does it. */
export class NearRows {
  readonly rows: Rows;
  /** Places in the chunk of what `find` left. */
  readonly places: Uint32Array;
  /** And how far they are apart from the query at least, squared. */
  readonly aparts: Float32Array;
  readonly #module: KernelModule;
  readonly #query: Float32Array;
  readonly #heightSlack: number;
  readonly #vectors: number;

  /** @throws RangeError when the memory has no room for another thread. */
  constructor(rows: Rows, heightSlack: number) {
    const { memory, dimensions } = rows.handles;
    this.rows = rows;
    this.#module = instantiate(memory);
    this.#heightSlack = heightSlack;
    this.#vectors = tailVectors(dimensions);
    const floats = rowFloats(dimensions);
    const laid = layInOwnPages(memory, (arena) => ({
      query: arena.take(4 * floats),
      places: arena.take(4 * CHUNK_SERIES),
      aparts: arena.take(4 * CHUNK_SERIES),
    }));
    this.#query = new Float32Array(memory.buffer, laid.query, floats);
    this.places = new Uint32Array(memory.buffer, laid.places, CHUNK_SERIES);
    this.aparts = new Float32Array(memory.buffer, laid.aparts, CHUNK_SERIES);
  }

  /** Makes `row` the query; it is copied. */
  setQuery(row: Float32Array): void {
    this.#query.set(row);
  }

  /**
   * Of the first `count` series of a chunk, finds those that are apart by at most `reach`, squared,
   * and perhaps three more behind the last. Returns how many.
   * Cost: 16 bytes a series, and a cache line for each that its head does not exclude.
   */
  find(chunk: number, count: number, reach: number): number {
    const { rows, places, aparts } = this;
    const heads = rows.heads(chunk);
    if (heads === 0) return 0;
    const query = this.#query.byteOffset;
    const list = places.byteOffset;
    const left = this.#module.nearHeads(heads, Math.ceil(count / 4), query, reach, list);
    return this.#module.nearTails(
      heads,
      rows.tails(chunk),
      this.#vectors,
      list,
      left,
      query,
      this.#heightSlack,
      reach,
      aparts.byteOffset,
    );
  }
}
