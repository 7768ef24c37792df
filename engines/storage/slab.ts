import { EngineError } from '../errors.ts';

/*
 * A slab is one stretch of memory for all page frames of a file. A large one is a WebAssembly
 * memory: it begins on a page of the machine, so that what is laid out by cache lines is read by
 * cache lines, and it grows where it stands, without a copy.
 */

/** The part of WebAssembly that is used; Node's types leave it to those of browsers. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => WasmMemory;
};

const WASM_PAGE_BYTES = 65_536;
/** Address space is reserved for each WebAssembly memory, so small slabs are not worth one. */
const SMALL_BYTES_MAX: number = 2 ** 20;
const WASM_PAGES_MAX = 65_536;

/** Memory that grows; its buffer is another one after each `grow`. */
export interface Slab {
  readonly buffer: ArrayBuffer;
  /**
   * The same contents in at least `bytes` bytes, zeroed behind them; this slab is then spent.
   * @throws EngineError `FULL` where the system has no memory; this slab is then as it was.
   */
  grow(bytes: number): Slab;
}

/** A zeroed slab of at least `bytes` bytes, at most 4 GiB. */
export function createSlab(bytes: number): Slab {
  return bytes <= SMALL_BYTES_MAX ? heapSlab(bytes) : (alignedSlab(bytes) ?? heapSlab(bytes));
}

function heapSlab(bytes: number): Slab {
  const buffer = new ArrayBuffer(bytes);
  return {
    buffer,
    grow(more) {
      const larger = createSlab(more);
      new Uint8Array(larger.buffer).set(new Uint8Array(buffer));
      return larger;
    },
  };
}

/** Undefined where the system refuses the address space. */
function alignedSlab(bytes: number): Slab | undefined {
  try {
    const initial = Math.ceil(bytes / WASM_PAGE_BYTES);
    const memory = new WebAssembly.Memory({ initial, maximum: WASM_PAGES_MAX });
    return memorySlab(memory);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function memorySlab(memory: WasmMemory): Slab {
  const { buffer } = memory;
  return {
    buffer,
    grow(more) {
      try {
        memory.grow(Math.ceil((more - buffer.byteLength) / WASM_PAGE_BYTES));
      } catch (cause) {
        throw new EngineError('FULL', `no memory for ${more} bytes of pages`, { cause });
      }
      return memorySlab(memory);
    },
  };
}
