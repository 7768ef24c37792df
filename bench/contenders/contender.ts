import type {
  Engine,
  Entry,
  FileStats,
  Manifest,
  OpenOptions,
  TreeShape,
} from '../../engines/index.ts';

/** Where a store keeps its entries. */
export type Place = 'memory' | 'file';

/**
 * What takes part in the engines suite: a kind of store, and for each workload the fastest way that
 * it has. What it does not offer, its manifest says or its methods are absent.
 */
export interface Contender {
  /** That of `engine`; what it leaves out, a store may offer all the same. */
  readonly manifest: Manifest;
  /** What it is behind the contract, held to the laws that its manifest leaves. */
  readonly engine: Engine;
  /** The name or path by which another process can call it as well, where it was called by one. */
  readonly calledAs?: string | undefined;
  readonly places: readonly Place[];
  /** Whether its height is bounded, so that sorted keys are no harder on it than random ones. */
  readonly balanced: boolean;
  /** Whether its stores have `compact`. */
  readonly compacts: boolean;
  /** Opens the store at `path`, a new one where there is none; in memory when undefined. */
  readonly open: (path: string | undefined, options?: OpenOptions) => Promise<Store>;
}

/** An open store of one ordered map. */
export interface Store {
  /** Puts all entries in one transaction; resolves when they are as durable as they get. */
  readonly insert: (entries: readonly Entry[]) => Promise<void>;
  /** Puts one entry; resolves when it is as durable as it gets. */
  readonly put: (entry: Entry) => Promise<void>;
  /** Puts each entry as `put` does, all of them at once. */
  readonly putAtOnce: (entries: readonly Entry[]) => Promise<void>;
  /** Puts each list of entries into a tree of its own, all in one transaction. */
  readonly putInTrees?: ((lists: readonly (readonly Entry[])[]) => Promise<void>) | undefined;
  /** Fills an empty store from ascending entries in one transaction; as `insert`. */
  readonly load?: ((entries: readonly Entry[]) => Promise<void>) | undefined;
  /** Deletes all `keys`, which are there, in one transaction; as `insert`. */
  readonly remove?: ((keys: readonly Uint8Array[]) => Promise<void>) | undefined;
  /** Gives back what is dead and puts what is left in order. */
  readonly compact?: (() => Promise<void>) | undefined;
  /** Reads of the state now. */
  readonly read: () => Reads;
  /** Counters, where it has any. */
  readonly stats?: (() => FileStats) | undefined;
  /** The shape of its tree; a walk. */
  readonly shape?: (() => TreeShape) | undefined;
  readonly close: () => Promise<void>;
}

/** Reads of one state of a store, until they are released. */
export interface Reads {
  /** The value of `key` by the fastest call, in bytes that may be good until the next one. */
  readonly view: (key: Uint8Array) => Uint8Array | undefined;
  /** The value of `key` in bytes the caller owns. */
  readonly get: (key: Uint8Array) => Uint8Array | undefined;
  /** Reads all entries, each in bytes the caller owns, and returns their checksum. */
  readonly scan?: (() => number | Promise<number>) | undefined;
  /** As `scan`, by the fastest walk, in bytes that may be good until the next step. */
  readonly walk?: (() => number) | undefined;
  /** As `walk`, from the greatest key to the least. */
  readonly walkBack?: (() => number) | undefined;
  /** As `scan`, over `length` entries from `from` on, or those that there are. */
  readonly range?: ((from: Uint8Array, length: number) => number) | undefined;
  /** The number of keys from `from` on and below `to`. */
  readonly count?: ((from: Uint8Array, to: Uint8Array) => number) | undefined;
  readonly release: () => void;
}
