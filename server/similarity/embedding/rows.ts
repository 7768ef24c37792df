import { createSharedMemory, PAGE_BYTES, PAGES_MAX, type SharedMemory } from '../shared-memory.ts';

/*
 * Embedded series in memory that all threads share and one writes, a chunk of 4,096 at a time. A
 * chunk is whole pages: first the **heads**, blocks of four series with coordinate 0 of each, then
 * 1, 2 and 3, 64 bytes a block; then the **tails**, a row of vectors a series: height, coordinate 4,
 * and so on. Most series are excluded by 16 bytes of their head, and with 20 vantage points a tail is
 * one cache line.
 *
 * Chunks are added to the memory as series come; between them stand pages of threads. `chunks` says
 * where each begins.
 */

/** Series in a chunk. */
export const CHUNK_SERIES = 4096;

/** Bytes of the heads of a chunk. */
const HEADS_BYTES: number = 16 * CHUNK_SERIES;

/** Chunks there may be, 67,108,864 series; memory may give out before. */
const CHUNKS_MAX = 16_384;

/** What another thread needs to read the rows: a structured clone shares all memory. */
export interface RowsHandles {
  /** Different for other rows of the same collection. */
  readonly id: string;
  readonly memory: SharedMemory;
  /** First page of each chunk, 0 for one that is not there. */
  readonly chunks: Uint32Array;
  readonly dimensions: number;
}

/** Vectors of four floats in a tail. */
export function tailVectors(dimensions: number): number {
  return Math.ceil((1 + Math.max(0, dimensions - 4)) / 4);
}

/** Floats of a row: four coordinates, then its tail. */
export function rowFloats(dimensions: number): number {
  return 4 + 4 * tailVectors(dimensions);
}

function chunkPages(dimensions: number): number {
  return (HEADS_BYTES + 16 * tailVectors(dimensions) * CHUNK_SERIES) / PAGE_BYTES;
}

/** Memory for rows of so many dimensions, with no series in it. */
export function createRows(dimensions: number, id: string): RowsHandles {
  return {
    id,
    memory: createSharedMemory(1, PAGES_MAX),
    chunks: new Uint32Array(new SharedArrayBuffer(4 * CHUNKS_MAX)),
    dimensions,
  };
}

/** The rows as one thread reads and, if it is the one that may, writes them. */
export class Rows {
  readonly handles: RowsHandles;
  readonly #vectors: number;
  #floats: Float32Array;

  constructor(handles: RowsHandles) {
    this.handles = handles;
    this.#vectors = tailVectors(handles.dimensions);
    this.#floats = new Float32Array(handles.memory.buffer);
  }

  /** Bytes of memory, those of threads included. */
  get bytes(): number {
    return this.handles.memory.buffer.byteLength;
  }

  /** Where the heads of chunk `chunk` begin, in bytes; 0 when no series of it has a row. */
  heads(chunk: number): number {
    return this.handles.chunks[chunk]! * PAGE_BYTES;
  }

  /** Where its tails begin. */
  tails(chunk: number): number {
    return this.heads(chunk) + HEADS_BYTES;
  }

  /**
   * Makes room for the row of `ordinal`.
   * @throws RangeError when there is no memory for another chunk.
   */
  reserve(ordinal: number): void {
    const { memory, chunks, dimensions } = this.handles;
    const chunk = Math.floor(ordinal / CHUNK_SERIES);
    if (chunk >= CHUNKS_MAX) throw new RangeError(`ordinal ${ordinal} is beyond the last chunk`);
    if (chunks[chunk] === 0) chunks[chunk] = memory.grow(chunkPages(dimensions));
  }

  /**
   * Writes the row of `ordinal`; whoever else reads it then must not know of the series yet.
   * @throws as `reserve`, and not after it.
   */
  write(ordinal: number, row: Float32Array): void {
    this.reserve(ordinal);
    const { floats, head, tail } = this.#locate(ordinal);
    for (let index = 0; index < 4; index += 1) floats[head + 4 * index] = row[index]!;
    for (let index = 0; index < 4 * this.#vectors; index += 1) {
      floats[tail + index] = row[4 + index]!;
    }
  }

  /**
   * The square of how far `row` and that of `ordinal`, which is there, are apart; NaN where one has
   * no distances.
   */
  apart(ordinal: number, row: Float32Array, heightSlack: number): number {
    const { floats, head, tail } = this.#locate(ordinal);
    const height = Math.abs(floats[tail]! - row[4]!) - heightSlack;
    let sum = height <= 0 ? 0 : height * height;
    for (let index = 0; index < 4; index += 1) {
      const difference = floats[head + 4 * index]! - row[index]!;
      sum += difference * difference;
    }
    for (let index = 1; index < 4 * this.#vectors; index += 1) {
      const difference = floats[tail + index]! - row[4 + index]!;
      sum += difference * difference;
    }
    return sum;
  }

  #locate(ordinal: number): { floats: Float32Array; head: number; tail: number } {
    const chunk = Math.floor(ordinal / CHUNK_SERIES);
    const place = ordinal % CHUNK_SERIES;
    const heads = this.heads(chunk) / 4;
    const head = heads + 16 * (place >>> 2) + (place & 3);
    const tail = heads + HEADS_BYTES / 4 + 4 * this.#vectors * place;
    // What was added since is beyond the end of an older view.
    if (tail + 4 * this.#vectors > this.#floats.length) {
      this.#floats = new Float32Array(this.handles.memory.buffer);
    }
    return { floats: this.#floats, head, tail };
  }
}
