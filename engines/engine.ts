/**
 * The engine contract: a file of named ordered maps.
 *
 * A **tree** maps keys to values; both are bytes, and order is unsigned lexicographic over the
 * whole key. A **commit** makes the writes of one or more transactions visible and durable, all or
 * none. A **snapshot** is the immutable state at one commit, over all trees.
 *
 * Everything here is types and their meaning. The laws in `props/laws` hold every registered
 * engine to it; `props/README.md` says how to hold one of your own.
 */

/** Bounds of a scan. `gt` excludes `gte`, `lt` excludes `lte`; an absent bound is open. */
export interface Range {
  readonly gt?: Uint8Array | undefined;
  readonly gte?: Uint8Array | undefined;
  readonly lt?: Uint8Array | undefined;
  readonly lte?: Uint8Array | undefined;
  /** Walks from the upper bound down; the bounds keep their meaning. Default false. */
  readonly reverse?: boolean | undefined;
  /** Most entries to yield, a whole number from 0; absent means all. `count` ignores it. */
  readonly limit?: number | undefined;
}

/** A key and its value, both owned by whoever receives the entry. */
export interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/**
 * One tree as some snapshot or transaction sees it. A tree that does not exist reads as empty.
 * Every method throws `CLOSED` after its snapshot was released or its transaction ended, and
 * `CORRUPT` when a page does not verify.
 */
export interface TreeReader {
  /** The value of `key`, in bytes the caller owns, or undefined. Cost: O(height) nodes. */
  get(key: Uint8Array): Uint8Array | undefined;
  /**
   * The value of `key` without a copy, or undefined. The bytes are valid until the next call on
   * any reader of the same file in this thread begins, and must not be written to. As the key of
   * such a call they need a copy; `put`, `delete` and `load` make their own.
   */
  view(key: Uint8Array): Uint8Array | undefined;
  /** Whether `key` is present. Cost: O(height) nodes. */
  has(key: Uint8Array): boolean;
  /**
   * The entries within `range`, ascending unless `reverse`. Lazy: pages are read as the walk
   * reaches them. In a transaction it throws `CHANGED` on the step after a write to the tree.
   */
  range(range?: Range): IterableIterator<Entry>;
  /** The number of keys within `range`. Cost: O(height), whatever the answer. */
  count(range?: Range): number;
  /** The entry that has `rank` keys below it, or undefined beyond the last. Cost: O(height). */
  at(rank: number): Entry | undefined;
  /** The entry with the least key, or undefined in an empty tree. */
  first(): Entry | undefined;
  /** The entry with the greatest key, or undefined in an empty tree. */
  last(): Entry | undefined;
  /** A cursor that stands on no entry yet. */
  cursor(): Cursor;
}

/**
 * A place in one tree. After `first`, `last`, `seek`, `next` or `previous` returned true the
 * cursor is *on* an entry; after false it is on none, and the next `next` or `previous` returns
 * false as well. After an error it stays on none for ever.
 */
export interface Cursor {
  /** Moves to the least key. */
  first(): boolean;
  /** Moves to the greatest key. */
  last(): boolean;
  /** Moves to the least key that is not below `key`. */
  seek(key: Uint8Array): boolean;
  /** Moves to the successor. */
  next(): boolean;
  /** Moves to the predecessor. */
  previous(): boolean;
  /**
   * The key under the cursor, valid until the next call on any reader of this file.
   * Throws RangeError when the cursor is on no entry.
   */
  key(): Uint8Array;
  /** The value under the cursor; as `key`. */
  value(): Uint8Array;
}

/** One tree inside a transaction: reads see the transaction's own writes. */
export interface TreeWriter extends TreeReader {
  /** Sets `key` to `value`; both are copied. Throws `KEY_SIZE` or `VALUE_SIZE` over the limits. */
  put(key: Uint8Array, value: Uint8Array): void;
  /** Removes `key`; returns whether it was there. An absent key is not an error. */
  delete(key: Uint8Array): boolean;
}

/** What a snapshot and a transaction have in common. */
export interface Reader {
  /** The tree called `name` as this reader sees it. */
  tree(name: string): TreeReader;
  /** The names of the trees, in order of their UTF-8 bytes. */
  trees(): readonly string[];
}

/**
 * Names a commit to another thread: a structured clone of it opens the same snapshot on a
 * read-only handle of the same file.
 */
export interface SnapshotToken {
  /** Which incarnation of the file; compaction makes a new one. */
  readonly generation: number;
  /** Commit number. */
  readonly commit: number;
  /** Address of the commit record. */
  readonly record: number;
}

/** The state of all trees at one commit, unchanged by whatever is written later. */
export interface Snapshot extends Reader {
  /** Commit number: 0 for a new file, and one more for each commit. */
  readonly commit: number;
  /**
   * This snapshot's name for other threads; absent where the file is in memory, and for a commit of
   * durability 'none' that is not on disk yet.
   */
  readonly token: SnapshotToken | undefined;
  /** Ends the snapshot; its readers throw `CLOSED` from then on. Releasing twice is allowed. */
  release(): void;
}

/** The writes of one `write` call, applied together or not at all. */
export interface Transaction extends Reader {
  tree(name: string): TreeWriter;
  /**
   * Fills an absent or empty tree from entries in strictly ascending order, as one balanced tree.
   * Cost: O(n). Throws `NOT_EMPTY`, or `UNSORTED`, which poisons the transaction.
   */
  load(tree: string, entries: Iterable<Entry>): void;
  /** Removes a whole tree; returns whether it existed. */
  drop(tree: string): boolean;
}

/** When a `write` resolves. */
export type Durability =
  /** After the commit is on disk. */
  | 'sync'
  /** Once it is visible to new snapshots; it reaches the disk with the next `sync` commit. */
  | 'none';

export interface OpenOptions {
  /** Opens without the writer lock, at the last acknowledged commit. Default false. */
  readonly readOnly?: boolean | undefined;
  /** Creates the file when it is absent. Default true; never under `readOnly`. */
  readonly create?: boolean | undefined;
  /** Memory for pages, in bytes, at least 64 KiB. Default 64 MiB. */
  readonly cacheBytes?: number | undefined;
}

export interface WriteOptions {
  /** Default 'sync'. */
  readonly durability?: Durability | undefined;
}

/** One damage that `verify` found. */
export interface Fault {
  /** Page number, or undefined when no page is at fault. */
  readonly page: number | undefined;
  /** Tree name, or undefined when the fault is outside of every tree. */
  readonly tree: string | undefined;
  /** What is wrong, with the numbers. */
  readonly message: string;
}

/** Shape and size of one tree, measured by a walk. */
export interface TreeShape {
  readonly tree: string;
  readonly entries: number;
  /** Nodes on the longest path from the root; 0 for an empty tree. */
  readonly height: number;
  /** Number of nodes at each depth, the root's depth being 0. */
  readonly depths: readonly number[];
}

export interface Verification {
  /** Every fault found; empty when the file is sound. */
  readonly faults: readonly Fault[];
  readonly trees: readonly TreeShape[];
  /** Pages whose checksum was compared. */
  readonly pagesChecked: number;
}

export interface TreeStats {
  readonly tree: string;
  readonly entries: number;
  /** Bytes of the nodes and payload that the current commit reaches. */
  readonly bytesLive: number;
  /** 'load' when the tree came from a bulk load and is balanced for that reason. */
  readonly built: 'insert' | 'load';
}

/** Counters that cost nothing to read; `verify` and `shape` measure what needs a walk. */
export interface FileStats {
  readonly engine: string;
  readonly commit: number;
  readonly trees: readonly TreeStats[];
  /** Bytes that the current commit reaches. */
  readonly bytesLive: number;
  /** Bytes of the file up to the end of the last commit. */
  readonly bytesTotal: number;
  /** Since this handle was opened, and to open it: */
  readonly bytesRead: number;
  readonly pagesLoaded: number;
  readonly pagesEvicted: number;
  readonly nodesWritten: number;
  readonly rotations: number;
  readonly syncs: number;
  /** Bytes of keys and values given to `put` and `load`. */
  readonly bytesStored: number;
  /** Bytes given to the disk; over `bytesStored` it is the write amplification. */
  readonly bytesWritten: number;
}

/** An open file of trees. One writer process a file; any number of readers beside it. */
export interface EngineFile {
  /** Path of the file, or undefined in memory. */
  readonly path: string | undefined;
  readonly readOnly: boolean;
  /**
   * The state at the last acknowledged commit, or at a later one of durability 'none'; on a
   * read-only handle, at the commit of the last `refresh`, or at the one that `token` names.
   * @throws EngineError `STALE` when the file no longer holds the commit of `token`.
   */
  snapshot(token?: SnapshotToken): Snapshot;
  /**
   * Runs `work` at once, as one transaction, and resolves with its result when it is committed.
   *
   * `work` is synchronous: returning a promise, or calling `write` inside it, is a TypeError. When
   * it throws, nothing of it remains and the promise rejects with the same error. Calls take
   * effect in call order; those that wait for the disk together share one sync.
   * @throws EngineError `READ_ONLY`, `CLOSED`, `FULL`, `UNKNOWN_OUTCOME`.
   * Cost: O(height) nodes a put or delete; one sync a group of commits.
   */
  write<T>(work: (tx: Transaction) => T, options?: WriteOptions): Promise<T>;
  /** `write` with one `load` in it. */
  load(tree: string, entries: Iterable<Entry>): Promise<void>;
  /** `write` with one `drop` in it; resolves to whether the tree existed. */
  drop(tree: string): Promise<boolean>;
  /** The names of the trees at the current snapshot. */
  trees(): readonly string[];
  /** Read-only handles: moves to the newest acknowledged commit and returns its number. */
  refresh(): number;
  /**
   * Walks the whole file at the current snapshot and reports every fault: order, subtree sizes,
   * reachability, checksums, and what the engine adds. Cost: every page, and every node.
   */
  verify(): Promise<Verification>;
  /** The shape of one tree at the current snapshot. Cost: every node of the tree. */
  shape(tree: string): TreeShape;
  /**
   * Writes the current snapshot as a new file at `path`: synced, renamed into place.
   * @throws EngineError `EXISTS` when `path` is there.
   */
  backup(path: string): Promise<void>;
  /**
   * Gives back the space of dead nodes. Never changes a tree's shape. Open snapshots stay valid.
   */
  compact(): Promise<void>;
  stats(): FileStats;
  /** Waits for writes under way, ends open snapshots, frees the lock. Closing twice is allowed. */
  close(): Promise<void>;
}

/** What an engine, or a peer behind this contract, may not support. */
export type Feature =
  | 'persistence'
  | 'range'
  | 'count'
  | 'at'
  | 'cursor'
  | 'snapshots'
  | 'abort'
  | 'trees'
  | 'read-only'
  | 'load'
  | 'verify'
  | 'compact'
  | 'backup';

export interface Manifest {
  /** Registered name, kebab-case. */
  readonly name: string;
  readonly description: string;
  /** Features that are absent. Laws and benchmarks skip exactly these, and say so. */
  readonly unsupported: readonly Feature[];
  /** Least bound on the height of a tree of `entries` entries, where the engine promises one. */
  readonly heightMax?: (entries: number) => number;
}

/** A kind of engine: what a registry holds and what a third party's module exports. */
export interface Engine {
  readonly manifest: Manifest;
  /**
   * Opens the file at `path`, or a new one in memory when `path` is undefined.
   * @throws EngineError `LOCKED` (naming the holder), `NOT_FOUND`, `NOT_ENGINE_FILE`,
   * `WRONG_ENGINE`, `NEWER_FORMAT`, `CORRUPT`, `PERMISSION`.
   */
  open(path?: string, options?: OpenOptions): Promise<EngineFile>;
}
