import { readFileSync } from 'node:fs';
import {
  type CompiledModule,
  compileModule,
  instantiateModule,
  type SharedMemory,
} from '../shared-memory.ts';

/** What the WebAssembly module does; see `assembly/index.ts`. */
export interface KernelModule {
  /** Reads the plan at an address; once, before anything else. */
  configure(plan: number): void;
  /** Writes the distances from the query to the first `count` places, at least one. */
  measureAll(count: number): void;
  /** Lists the first `count` places. */
  listAll(count: number): void;
  /**
   * Keeps in the list what low frequencies leave, and writes Infinity for the others; returns how many.
   * Requires that the plan has a grid.
   */
  siftByCoarse(count: number, radius: number): number;
  /** Keeps in the list what amplitudes leave, and writes Infinity for the others; returns how many. */
  siftBySpectrum(count: number, radius: number): number;
  /** As `siftBySpectrum`, by sums in f32. */
  siftBySums(count: number, radius: number): number;
  /** As `measureAll`, for the first `count` of the list. */
  measureListed(count: number): void;
  /** Writes squares computed in f32. */
  squares(count: number): void;
  /** Writes what squares are at least by amplitudes. */
  squaresByAmplitudes(count: number): void;
  /** Writes what squares are at least by low frequencies; requires that the plan has a grid. */
  squaresByCoarse(count: number): void;
  /** What a prepared series at `place`, which is the query as well, is to itself. */
  selfKernel(place: number): number;
  /** Places of embedded series that four coordinates leave; see `assembly/near.ts`. */
  nearHeads(heads: number, blocks: number, query: number, reach: number, list: number): number;
  /** Those of them that all coordinates leave, and how far they are apart at least. */
  nearTails(
    heads: number,
    tails: number,
    vectors: number,
    list: number,
    count: number,
    query: number,
    slack: number,
    reach: number,
    aparts: number,
  ): number;
}

let compiled: CompiledModule | undefined;

/** The module over a memory. The first time, a thread compiles it. */
export function instantiate(memory: SharedMemory): KernelModule {
  compiled ??= compileModule(readFileSync(new URL('kernel.wasm', import.meta.url)));
  return instantiateModule(compiled, memory) as KernelModule;
}
