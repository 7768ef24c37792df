import type {
  Durability,
  EngineFile,
  Entry,
  FileStats,
  Snapshot,
  SnapshotToken,
  Transaction,
  TreeShape,
  Verification,
  WriteOptions,
} from '../engine.ts';
import { EngineError } from '../errors.ts';
import { PAGE_BYTES, scanPages } from '../storage/index.ts';
import type { Balance } from './balance.ts';
import { check } from './check.ts';
import type { Version } from './committer.ts';
import type { Ends } from './ends.ts';
import { TreeSnapshot, treeNames } from './snapshot.ts';
import { fileStats } from './stats.ts';
import {
  closedError,
  forgetTemporary,
  isSealed,
  pendingBytes,
  refusePromise,
  type Store,
  sealCatalog,
} from './store.ts';
import { TreeTransaction } from './transaction.ts';

/** Temporary nodes and payload that a file keeps before it seals them unasked. */
const PENDING_BYTES_MAX: number = 16 * 2 ** 20;

/**
 * An open file of trees of one kind: on disk for writing, on disk for reading, or in memory,
 * which differ only in their `ends`.
 */
export class TreeFile implements EngineFile {
  readonly path: string | undefined;
  readonly #balance: Balance;
  readonly #store: Store;
  readonly #ends: Ends;
  readonly #snapshots: Set<TreeSnapshot> = new Set();
  /** What new snapshots see. */
  #visible: Version;
  #bytesStored = 0;
  #working = false;
  #closing: Promise<void> | undefined;

  constructor(balance: Balance, store: Store, ends: Ends) {
    this.path = ends.path;
    this.#balance = balance;
    this.#store = store;
    this.#ends = ends;
    this.#visible = ends.open((version) => this.#publish(version));
  }

  get readOnly(): boolean {
    return this.#ends.kind === 'reader' || this.#ends.committer?.broken !== undefined;
  }

  snapshot(token?: SnapshotToken): Snapshot {
    this.#check();
    const version = token === undefined ? this.#seal() : this.#ends.at(token);
    const snapshot = new TreeSnapshot({
      ...version,
      nodes: this.#store.nodes,
      token: token ?? this.#ends.token(version),
      onRelease: (released) => this.#snapshots.delete(released),
    });
    this.#snapshots.add(snapshot);
    return snapshot;
  }

  write<T>(work: (tx: Transaction) => T, options?: WriteOptions): Promise<T> {
    if (this.#working) {
      throw new TypeError('write() was called inside the function given to write()');
    }
    const durability = options?.durability ?? 'sync';
    if (durability !== 'sync' && durability !== 'none') {
      throw new TypeError(`durability ${String(durability)} is neither 'sync' nor 'none'`);
    }
    return this.#write(work, durability);
  }

  /** Runs before it first waits, so that calls take effect in call order. */
  async #write<T>(work: (tx: Transaction) => T, durability: Durability): Promise<T> {
    const { result, waits } = this.#run(work, durability);
    if (waits) await this.#ends.committer?.settle();
    return result;
  }

  /** Runs one transaction; `waits` says whether the caller has to wait for the disk. */
  #run<T>(work: (tx: Transaction) => T, durability: Durability): { result: T; waits: boolean } {
    this.#checkWritable();
    const { committer } = this.#ends;
    // A commit that need not wait must still not be seen before an earlier one that does.
    const waits = committer !== undefined && (durability === 'sync' || committer.waiting);
    // What snapshots may see is set apart from what they may not see yet.
    if (waits) this.#seal();
    const tx = new TreeTransaction(this.#store.nodes, this.#balance, this.#latest.catalog);
    this.#working = true;
    let sealNow = false;
    try {
      const result = work(tx);
      refusePromise(result);
      const catalog = tx.finish();
      if (catalog === undefined) return { result, waits: committer?.waiting ?? false };
      this.#bytesStored += tx.bytesStored;
      const version = { commit: this.#latest.commit + 1, catalog };
      this.#latest = version;
      if (!waits) this.#visible = version;
      // Copies that later transactions replaced are let go of before they fill the memory.
      sealNow = !waits && pendingBytes(this.#store) > PENDING_BYTES_MAX;
      return { result, waits };
    } catch (error) {
      tx.undo();
      throw error;
    } finally {
      this.#working = false;
      if (sealNow) this.#seal();
    }
  }

  async load(tree: string, entries: Iterable<Entry>): Promise<void> {
    await this.write((tx) => tx.load(tree, entries));
  }

  drop(tree: string): Promise<boolean> {
    return this.write((tx) => tx.drop(tree));
  }

  trees(): readonly string[] {
    this.#check();
    return treeNames(this.#visible.catalog.keys());
  }

  refresh(): number {
    this.#check();
    this.#visible = this.#ends.refresh() ?? this.#visible;
    return this.#visible.commit;
  }

  async verify(): Promise<Verification> {
    this.#check();
    const { catalog } = this.#seal();
    const { sheet, end } = this.#ends;
    const { faults, pagesChecked } =
      sheet === undefined ? { faults: [], pagesChecked: 0 } : await scanPages(sheet, end());
    this.#check();
    const checks = [...catalog].map(([name, tree]) =>
      check(this.#store.nodes, name, tree, this.#balance.coloured),
    );
    return {
      faults: [...faults, ...checks.flatMap((tree) => tree.faults)],
      trees: checks.map((tree) => tree.shape),
      pagesChecked,
    };
  }

  shape(name: string): TreeShape {
    this.#check();
    const tree = this.#seal().catalog.get(name);
    if (tree === undefined) return { tree: name, entries: 0, height: 0, depths: [] };
    return check(this.#store.nodes, name, tree, this.#balance.coloured).shape;
  }

  async backup(path: string): Promise<void> {
    this.#check();
    const { committer } = this.#ends;
    const visible = this.#seal();
    if (committer === undefined) return this.#ends.backup(path, visible);
    if (committer.broken === undefined) await committer.settle();
    return this.#ends.backup(path, committer.durable);
  }

  compact(): Promise<void> {
    return Promise.reject(
      new EngineError('UNSUPPORTED', `the ${this.#balance.name} engine does not compact yet`),
    );
  }

  stats(): FileStats {
    this.#check();
    return fileStats({
      engine: this.#balance.name,
      version: this.#visible,
      store: this.#store,
      bytesTotal: this.#ends.end() * PAGE_BYTES,
      bytesStored: this.#bytesStored,
      syncs: this.#ends.log?.syncs ?? 0,
      bytesWritten: this.#ends.log?.bytesWritten ?? 0,
    });
  }

  close(): Promise<void> {
    if (this.#working)
      throw new TypeError('close() was called inside the function given to write()');
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { committer } = this.#ends;
    try {
      if (committer?.broken === undefined) await committer?.settle();
    } finally {
      await committer?.idle();
      for (const snapshot of this.#snapshots) snapshot.end(closedError());
      this.#snapshots.clear();
      await this.#ends.close();
    }
  }

  get #latest(): Version {
    return this.#ends.committer?.latest ?? this.#visible;
  }

  set #latest(version: Version) {
    if (this.#ends.committer === undefined) this.#visible = version;
    else this.#ends.committer.latest = version;
  }

  /** What snapshots see, with every node in a file page. */
  #seal(): Version {
    if (this.#visible !== this.#latest || isSealed(this.#visible.catalog)) return this.#visible;
    const catalog = sealCatalog(this.#store, this.#visible.catalog);
    // An open transaction still works on the temporary nodes that it began with.
    if (!this.#working) forgetTemporary(this.#store);
    this.#visible = { ...this.#visible, catalog };
    this.#latest = this.#visible;
    return this.#visible;
  }

  /** Takes over what the committer made durable, or went back to. */
  #publish(version: Version): void {
    if (version.commit < this.#visible.commit) {
      const lost = new EngineError('STALE', 'the commit was lost: a write to the disk failed');
      for (const snapshot of this.#snapshots) {
        if (snapshot.commit > version.commit) snapshot.end(lost);
      }
    }
    this.#visible = version;
  }

  #check(): void {
    if (this.#closing !== undefined) throw closedError();
  }

  #checkWritable(): void {
    this.#check();
    if (this.#ends.kind === 'reader') {
      throw new EngineError('READ_ONLY', `${this.path} was opened read-only`);
    }
    const broken = this.#ends.committer?.broken;
    if (broken !== undefined) throw broken;
  }
}
