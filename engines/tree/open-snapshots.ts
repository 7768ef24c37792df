import type { EngineError } from '../errors.ts';
import type { Ends } from './ends.ts';
import type { TreeSnapshot } from './snapshot.ts';

/** The snapshots of an open file that were not released, and the files that only they still read. */
export class OpenSnapshots {
  readonly #open: Set<TreeSnapshot> = new Set();
  /** Ends that were replaced, while snapshots read them. */
  readonly #replaced: Set<Ends> = new Set();

  add(snapshot: TreeSnapshot): void {
    this.#open.add(snapshot);
  }

  released(snapshot: TreeSnapshot): void {
    this.#open.delete(snapshot);
    this.#retire(snapshot.ends);
  }

  /** Keeps `ends`, which were replaced, for as long as snapshots read them. */
  replaced(ends: Ends): void {
    this.#replaced.add(ends);
    this.#retire(ends);
  }

  #retire(ends: Ends): void {
    if (!this.#replaced.has(ends)) return;
    for (const snapshot of this.#open) if (snapshot.ends === ends) return;
    this.#replaced.delete(ends);
    // It was only read since it was replaced: nothing depends on how this ends.
    void ends.retire().catch(() => undefined);
  }

  /** Ends, for `reason`, those of a later commit than `commit`. */
  endAbove(commit: number, reason: () => EngineError): void {
    for (const snapshot of this.#open) if (snapshot.commit > commit) snapshot.end(reason);
  }

  endAll(reason: () => EngineError): void {
    for (const snapshot of this.#open) snapshot.end(reason);
    this.#open.clear();
    for (const ends of this.#replaced) this.#retire(ends);
  }
}
