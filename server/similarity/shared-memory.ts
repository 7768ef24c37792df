/**
 * A WebAssembly memory that threads share: a structured clone is another object for the same bytes.
 * Node's types leave WebAssembly to those of browsers.
 */
export interface SharedMemory {
  /** The bytes there are now; a growth makes a new object, and old ones stay valid for their part. */
  readonly buffer: SharedArrayBuffer;
  /**
   * Adds zeroed pages at the end, atomically, and returns how many there were before.
   * @throws RangeError when that would exceed the maximum.
   */
  grow(pages: number): number;
}

/** Bytes of a page. */
export const PAGE_BYTES = 65_536;

/** Most pages that a memory has: 4 GiB. */
export const PAGES_MAX = 65_536;

declare const WebAssembly: {
  readonly Memory: new (descriptor: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => SharedMemory;
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Instance: new (
    module: CompiledModule,
    imports: { readonly env: { readonly memory: SharedMemory } },
  ) => { readonly exports: unknown };
};

/** A module without its memory. */
export type CompiledModule = object;

/** Makes a memory of `initial` pages. Only address space is taken for what may be added. */
export function createSharedMemory(initial: number, maximum: number): SharedMemory {
  return new WebAssembly.Memory({ initial, maximum, shared: true });
}

/** Compiles WebAssembly. */
export function compileModule(bytes: Uint8Array): CompiledModule {
  return new WebAssembly.Module(bytes);
}

/** What a module exports over `memory`, which it imports. Its globals are the instance's own. */
export function instantiateModule(module: CompiledModule, memory: SharedMemory): unknown {
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}
