import { readFileSync } from 'node:fs';
import { rootsOf, turnsOf } from './tables.ts';

/** The part of WebAssembly that is used; Node's types leave it to those of browsers. */
interface Memory {
  readonly buffer: SharedArrayBuffer;
}
declare const WebAssembly: {
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: Memory } },
  ) => { readonly exports: unknown };
};

/** What the module does; see `assembly/index.ts`. */
interface ScanModule {
  configure(plan: number): void;
  self(place: number, to: number): void;
  scan(own: number, series: number, selves: number, count: number, distances: number): void;
}

/** What is scanned. */
export interface FrozenScanOptions {
  /** Points of a series, a power of two from 4. */
  readonly length: number;
  /** Sharpness of the kernel, over 0 and at most 350. */
  readonly gamma: number;
  /** Prepared series back to back, as `Measure.prepare` writes them; they are copied. */
  readonly prepared: Float64Array;
}

const PAGE_BYTES = 65_536;

/**
 * All distances of a query by computing every one: the denominator of what a search takes. Frozen:
 * it is without any of the database's shortcuts, and keeps its own module, so that the ratios of two
 * releases can be compared. Exact to some units in the last place.
 */
export class FrozenScan {
  /** What the last `scan` found, in the order of the series. */
  readonly distances: Float64Array;
  readonly #module: ScanModule;
  readonly #layout: Layout;
  readonly #doubles: Float64Array;

  /** @throws RangeError when `length` is no power of two from 4, or gamma is out of range. */
  constructor({ length, gamma, prepared }: FrozenScanOptions) {
    if (!(Number.isInteger(Math.log2(length)) && length >= 4)) {
      throw new RangeError(`length ${length} is no power of two from 4`);
    }
    if (!(gamma > 0 && gamma <= 350)) throw new RangeError(`gamma ${gamma} is not over 0 to 350`);
    const layout = layoutOf(length, prepared.length / (length + 2));
    const pages = Math.ceil(layout.bytes / PAGE_BYTES);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    const doubles = new Float64Array(memory.buffer);
    doubles.set(turnsOf(length), layout.turns / 8);
    doubles.set(rootsOf(length / 2), layout.roots / 8);
    doubles.set(prepared, layout.series / 8);
    const { query, bufferA, bufferB, turns, roots } = layout;
    const words = [length / 2, query, bufferA, bufferB, turns, roots];
    new Uint32Array(memory.buffer, layout.plan, words.length).set(words);
    doubles[layout.plan / 8 + 3] = gamma;
    const wasm = new WebAssembly.Module(readFileSync(new URL('kernel.wasm', import.meta.url)));
    const instance = new WebAssembly.Instance(wasm, { env: { memory } });
    this.#module = instance.exports as ScanModule;
    this.#module.configure(layout.plan);
    this.#layout = layout;
    this.#doubles = doubles;
    this.distances = new Float64Array(memory.buffer, layout.distances, layout.count);
    for (let index = 0; index < layout.even; index += 1) {
      // Where the count is odd, the second lane of the last pair has the first series again.
      const from = (index % layout.count) * (length + 2);
      const series = doubles.slice(layout.series / 8 + from, layout.series / 8 + from + length + 2);
      doubles.set(series, layout.series / 8 + index * (length + 2));
      this.#ask(series, layout.selves + 8 * index);
    }
  }

  /** Computes the distances from the prepared `query` to all series. */
  scan(query: Float64Array): void {
    const { own, series, selves, even, distances } = this.#layout;
    this.#ask(query, own);
    this.#module.scan(this.#doubles[own / 8]!, series, selves, even, distances);
  }

  /** Makes `query` the query, and has what it is to itself written to `to`. */
  #ask(query: Float64Array, to: number): void {
    const { raw, query: at } = this.#layout;
    const scale = 1 / (query.length - 2);
    this.#doubles.set(query, raw / 8);
    for (let part = 0; part < query.length; part += 1) {
      this.#doubles[at / 8 + part] = query[part]! * scale;
    }
    this.#module.self(raw, to);
  }
}

type Layout = ReturnType<typeof layoutOf>;

/** Addresses in the memory, of `count` series of `length` points. */
function layoutOf(length: number, count: number) {
  let bytes = 0;
  const take = (doubles: number): number => {
    const at = bytes;
    bytes += 64 * Math.ceil(doubles / 8);
    return at;
  };
  // The module takes the series two by two.
  const even = 2 * Math.ceil(count / 2);
  const places = {
    plan: take(4),
    own: take(1),
    raw: take(length + 2),
    query: take(length + 2),
    turns: take(length),
    roots: take(3 * length),
    // Some cache lines more than it needs, so that equal places in the two share no cache set.
    bufferA: take(2 * (length + 2) + 136),
    bufferB: take(2 * (length + 2)),
    selves: take(even),
    distances: take(even),
    series: take(even * (length + 2)),
  };
  return { ...places, count, even, bytes };
}
