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
import { writeBackup } from './backup.ts';
import type { Balance } from './balance.ts';
import { check } from './check.ts';
import type { Version } from './committer.ts';
import { Compactor } from './compactor.ts';
import { type Ends, lastingState, readOnlyError } from './ends.ts';
import { OpenSnapshots } from './open-snapshots.ts';
import { TreeSnapshot, treeNames } from './snapshot.ts';
import { type Counters, countersOf, fileStats, NOTHING_COUNTED } from './stats.ts';
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
  /** Replaced by a compaction. */
  #ends: Ends;
  readonly #snapshots: OpenSnapshots = new OpenSnapshots();
  readonly #compactor: Compactor;
  /** What new snapshots see. */
  #visible: Version;
  #bytesStored = 0;
  /** Counters of ends that were replaced. */
  #past: Counters = NOTHING_COUNTED;
  #working = false;
  #closing: Promise<void> | undefined;

  /** `path` is the name by which the file was opened. */
  constructor(balance: Balance, ends: Ends, path: string | undefined) {
    this.path = path;
    this.#balance = balance;
    this.#ends = ends;
    this.#visible = ends.open((version) => this.#publish(version));
    this.#compactor = new Compactor(balance.name, {
      ends: () => this.#ends,
      seal: () => this.#seal(),
      check: () => this.#check(),
      swap: (successor) => this.#swap(successor),
    });
  }

  get #store(): Store {
    return this.#ends.store;
  }

  get readOnly(): boolean {
    return this.#ends.kind === 'reader' || this.#ends.committer?.broken !== undefined;
  }

  snapshot(token?: SnapshotToken): Snapshot {
    this.#check();
    const version = token === undefined ? this.#seal() : this.#versionAt(token);
    const ends = this.#ends;
    const snapshot = new TreeSnapshot({
      ...version,
      ends,
      token: token ?? ends.token(version),
      onRelease: (released) => this.#snapshots.released(released),
    });
    this.#snapshots.add(snapshot);
    return snapshot;
  }

  #versionAt(token: SnapshotToken): Version {
    try {
      return this.#ends.at(token);
    } catch (error) {
      if (!(error instanceof EngineError && error.code === 'STALE') || !this.#follow()) throw error;
      return this.#ends.at(token);
    }
  }

  /** Goes over to the file that has taken the name of this one; whether there is one. */
  #follow(): boolean {
    const ends = this.#ends.follow();
    if (ends !== undefined) this.#swap(ends);
    return ends !== undefined;
  }

  #swap(ends: Ends): void {
    const replaced = this.#ends;
    this.#past = countersOf(replaced, this.#past);
    this.#ends = ends;
    this.#visible = ends.open((version) => this.#publish(version));
    this.#snapshots.replaced(replaced);
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

  /** Runs before it first waits, unless writers are held, so calls take effect in call order. */
  async #write<T>(work: (tx: Transaction) => T, durability: Durability): Promise<T> {
    this.#check();
    const outcome = this.#compactor.whenOpen(() => this.#run(work, durability));
    const { result, waits } = outcome instanceof Promise ? await outcome : outcome;
    if (waits) await this.#ends.committer?.settle();
    return result;
  }

  /** Runs one transaction; `waits` says whether the caller has to wait for the disk. */
  #run<T>(work: (tx: Transaction) => T, durability: Durability): { result: T; waits: boolean } {
    this.#checkWritable();
    const { committer } = this.#ends;
    // A commit that need not wait must still not be seen before an earlier one that does.
    const behind = this.#visible !== this.#latest;
    const waits = committer !== undefined && (durability === 'sync' || behind);
    // What snapshots may see is set apart from what they may not see yet.
    if (waits) this.#seal();
    const tx = new TreeTransaction(this.#store.nodes, this.#balance, this.#latest.catalog);
    this.#working = true;
    let sealNow = false;
    try {
      const result = work(tx);
      refusePromise(result);
      const catalog = tx.finish();
      if (catalog === undefined) return { result, waits };
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
      if (sealNow) this.#sealIfPossible();
      if (this.#ends.kind === 'memory') this.#compactor.compactWhenDue(this.#visible.catalog);
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
    if (!this.#follow()) this.#visible = this.#ends.refresh() ?? this.#visible;
    return this.#visible.commit;
  }

  async verify(): Promise<Verification> {
    this.#check();
    const { sheet, store, end } = this.#ends;
    const { catalog } = this.#seal();
    return this.#holding(async () => {
      const { faults, pagesChecked } =
        sheet === undefined ? { faults: [], pagesChecked: 0 } : await scanPages(sheet, end());
      this.#check();
      const checks = [...catalog].map(([name, tree]) =>
        check(store.nodes, name, tree, this.#balance.coloured),
      );
      return {
        faults: [...faults, ...checks.flatMap((tree) => tree.faults)],
        trees: checks.map((tree) => tree.shape),
        pagesChecked,
      };
    });
  }

  /** Runs `work` on the file that there is now, which stays until it has ended. */
  async #holding<T>(work: () => Promise<T>): Promise<T> {
    const snapshot = this.snapshot();
    try {
      return await work();
    } finally {
      snapshot.release();
    }
  }

  shape(name: string): TreeShape {
    this.#check();
    const tree = this.#seal().catalog.get(name);
    if (tree === undefined) return { tree: name, entries: 0, height: 0, depths: [] };
    return check(this.#store.nodes, name, tree, this.#balance.coloured).shape;
  }

  async backup(path: string): Promise<void> {
    this.#check();
    const ends = this.#ends;
    await this.#holding(async () => {
      const state = await lastingState(ends, () => this.#seal());
      await writeBackup(ends.storage, path, this.#balance.name, ends.store, state);
    });
  }

  async compact(): Promise<void> {
    this.#check();
    if (this.#ends.kind === 'reader') throw readOnlyError(this.path);
    await this.#compactor.compact();
  }

  stats(): FileStats {
    this.#check();
    return fileStats({
      engine: this.#balance.name,
      version: this.#visible,
      bytesTotal: this.#ends.end() * PAGE_BYTES,
      bytesStored: this.#bytesStored,
      counters: countersOf(this.#ends, this.#past),
    });
  }

  close(): Promise<void> {
    if (this.#working)
      throw new TypeError('close() was called inside the function given to write()');
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // A compaction under way gives up at its next step.
    await this.#compactor.idle();
    const { committer } = this.#ends;
    try {
      if (committer?.broken === undefined) await committer?.settle();
    } finally {
      await committer?.idle();
      this.#snapshots.endAll(closedError);
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

  /** Nodes that cannot be sealed for want of memory stay where they are, and are as good as before. */
  #sealIfPossible(): void {
    try {
      this.#seal();
    } catch {
      // Whoever needs them to last tries again, and is told.
    }
  }

  /** Takes over what the committer made durable, or went back to. */
  #publish(version: Version): void {
    if (version.commit < this.#visible.commit) {
      this.#snapshots.endAbove(version.commit, commitLost);
    }
    this.#visible = version;
    if (this.#closing === undefined) this.#compactor.compactWhenDue(version.catalog);
  }

  #check(): void {
    if (this.#closing !== undefined) throw closedError();
  }

  #checkWritable(): void {
    if (this.#ends.kind === 'reader') throw readOnlyError(this.path);
    const broken = this.#ends.committer?.broken;
    if (broken !== undefined) throw broken;
  }
}

function commitLost(): EngineError {
  return new EngineError('STALE', 'the commit was lost: a write to the disk failed');
}
