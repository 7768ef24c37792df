import type { EngineFile, Snapshot } from '../../engines/index.ts';
import type { Columns } from '../metadata/index.ts';
import type { CollectionWriter } from '../similarity/index.ts';
import type { LoadedCollection } from './collection.ts';
import type { View } from './compute.ts';
import { TREES } from './trees.ts';

/**
 * The view that queries begin with. A query holds its view until it is answered; a replaced view
 * that nobody holds gives its snapshot back.
 */
export class Views {
  readonly #file: EngineFile;
  readonly #collection: CollectionWriter;
  readonly #columns: Columns;
  readonly #holders: Map<View, number> = new Map();
  /** Told when a view that was replaced is no longer held. */
  #waiting: (() => void)[] = [];
  #current: View;

  constructor(file: EngineFile, { writer, columns, vantageIds }: LoadedCollection) {
    this.#file = file;
    this.#collection = writer;
    this.#columns = columns;
    const snapshot = file.snapshot();
    const handles = writer.handles();
    const { commit } = snapshot;
    const live = seriesIn(snapshot);
    const metadata = columns.snapshot();
    this.#current = { commit, live, snapshot, handles, version: 0, vantageIds, metadata };
  }

  get current(): View {
    return this.#current;
  }

  /** The oldest commit that is read: of a view that is held, or the current one. */
  get oldestCommit(): number {
    let { commit } = this.#current;
    for (const held of this.#holders.keys()) commit = Math.min(commit, held.commit);
    return commit;
  }

  /**
   * Shows the newest commit, which the collection was stamped with and the columns have.
   * @param vantageIds of the collection's vantage points; absent when those are the same
   */
  publish(vantageIds: readonly string[] = this.#current.vantageIds): void {
    const last = this.#current;
    const fresh = this.#collection.handles();
    const same =
      fresh.segments.length === last.handles.segments.length &&
      fresh.vantage === last.handles.vantage;
    const snapshot = this.#file.snapshot();
    this.#current = {
      commit: snapshot.commit,
      live: seriesIn(snapshot),
      snapshot,
      handles: same ? last.handles : fresh,
      version: same ? last.version : last.version + 1,
      vantageIds,
      metadata: this.#columns.snapshot(),
    };
    if (!this.#holders.has(last)) last.snapshot.release();
  }

  /** Goes over to the file that a compaction has put in the place of the one being read. */
  follow(): void {
    const { token } = this.#current.snapshot;
    if (token === undefined) return;
    const now = this.#file.snapshot();
    // Of a later commit, the collection is not stamped yet; whoever does that publishes it.
    const replaced = now.token !== undefined && now.token.generation !== token.generation;
    const same = now.commit === this.#current.commit;
    now.release();
    if (replaced && same) this.publish();
  }

  /** Runs `work` on the current view, which stays whole until `work` is done. */
  async hold<T>(work: (view: View) => Promise<T>): Promise<T> {
    this.follow();
    const view = this.#current;
    this.#holders.set(view, (this.#holders.get(view) ?? 0) + 1);
    try {
      return await work(view);
    } finally {
      const left = (this.#holders.get(view) ?? 1) - 1;
      if (left > 0) this.#holders.set(view, left);
      else this.#holders.delete(view);
      if (left === 0 && view !== this.#current) {
        view.snapshot.release();
        for (const tell of this.#waiting.splice(0)) tell();
      }
    }
  }

  /**
   * The least `count` of the slots below `most` that no view in use has a vantage point in. Waits
   * for queries that still read the slots of dropped points, since what is written to a slot
   * changes under whoever reads it.
   * Requires: the current view leaves as many, and is not replaced meanwhile.
   */
  async freeSlots(count: number, most: number): Promise<readonly number[]> {
    for (;;) {
      const used = new Set(
        [this.#current, ...this.#holders.keys()].flatMap(({ handles }) =>
          handles.vantage.points.map(({ slot }) => slot),
        ),
      );
      const free = Array.from({ length: most }, (_, slot) => slot).filter(
        (slot) => !used.has(slot),
      );
      if (free.length >= count) return free.slice(0, count);
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }
}

function seriesIn(snapshot: Snapshot): number {
  return snapshot.tree(TREES.ids).count();
}
