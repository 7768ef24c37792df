import { type Catalog, PAGE_BYTES } from '../storage/index.ts';
import type { Version } from './committer.ts';
import { compact, compactionIsDue } from './compaction.ts';
import type { Ends } from './ends.ts';
import { Gate } from './gate.ts';
import { liveBytes } from './stats.ts';

/** The open file that a compactor works for. */
export interface CompactorHost {
  readonly ends: () => Ends;
  /** Gives what snapshots see a place in file pages. */
  readonly seal: () => Version;
  /** Throws once the file is closing. */
  readonly check: () => void;
  readonly swap: (ends: Ends) => void;
}

/**
 * How much larger a file must be than after the last compaction, or, if that failed, before it. What
 * pages leave empty counts as dead, and a copy of some values has more of it than of them.
 */
const PATIENCE = 1.25;

/** Compacts one open file, asked or unasked, one compaction at a time. */
export class Compactor {
  readonly #engine: string;
  readonly #host: CompactorHost;
  /** Holds writers during the last round. */
  #gate: Gate | undefined;
  #running: Promise<void> | undefined;
  /** Size up to which the file is not compacted unasked. */
  #restBytes = 0;

  constructor(engine: string, host: CompactorHost) {
    this.#engine = engine;
    this.#host = host;
  }

  /** Resolves when the file is compacted, by this call or by one under way. */
  async compact(): Promise<void> {
    await (this.#running ?? this.#start());
  }

  /** Compacts in the background when more of the file is dead than alive in `catalog`. */
  compactWhenDue(catalog: Catalog): void {
    if (this.#running !== undefined) return;
    const bytesTotal = this.#host.ends().end() * PAGE_BYTES;
    if (bytesTotal <= this.#restBytes) return;
    if (!compactionIsDue(bytesTotal, liveBytes(catalog))) return;
    this.#restBytes = bytesTotal * PATIENCE;
    // Where there is no room for a copy, there may be later; who else waits for it is told.
    this.#start().catch(() => undefined);
  }

  #start(): Promise<void> {
    const running = this.#compact();
    this.#running = running;
    const ended = (): void => {
      this.#running = undefined;
    };
    running.then(ended, ended);
    return running;
  }

  /** Runs `work` at once, or when writers are let go. */
  whenOpen<T>(work: () => T): T | Promise<T> {
    return this.#gate === undefined ? work() : this.#gate.hold(work);
  }

  /** Resolves when no compaction is under way; how it ended is its caller's to hear. */
  async idle(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }

  async #compact(): Promise<void> {
    const { ends, seal, check, swap } = this.#host;
    const from = ends();
    const stopped = (): void => {
      check();
      if (from.committer?.broken !== undefined) throw from.committer.broken;
    };
    const hold = (): (() => void) => {
      const gate = new Gate();
      this.#gate = gate;
      return () => {
        this.#gate = undefined;
        gate.open();
      };
    };
    stopped();
    await compact({ ends: from, seal, stopped, hold, swap }, this.#engine);
    this.#restBytes = ends().end() * PAGE_BYTES * PATIENCE;
  }
}
