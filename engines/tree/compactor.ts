import { type Catalog, PAGE_BYTES } from '../storage/index.ts';
import type { Version } from './committer.ts';
import { compact, compactionIsDue, writersOutrun } from './compaction.ts';
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

/** Bytes that writers may add, once they outrun a compaction, for the four pages between its turns. */
const BYTES_PER_STEP: number = 2 * PAGE_BYTES;

/**
 * Compacts one open file, asked or unasked, one compaction at a time.
 *
 * Writers go on meanwhile, but for its last round, for which they are held, and unless they write
 * more than it can follow: then they are held until it has copied twice what they added.
 */
export class Compactor {
  readonly #engine: string;
  readonly #host: CompactorHost;
  /** Holds writers, in the order of their calls. */
  #gate: Gate | undefined;
  #lastRound = false;
  /** Writers are held while the file is larger; it rises with what is copied. */
  #bytesAllowed = 0;
  #running: Promise<void> | undefined;
  /** What is durable. */
  #catalog: Catalog | undefined;
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
    this.#catalog = catalog;
    if (this.#running !== undefined) return;
    const bytesTotal = this.#bytesTotal();
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
      this.#letGo();
    };
    running.then(ended, ended);
    return running;
  }

  /** Runs `work` at once, or when writers are let go. */
  whenOpen<T>(work: () => T): T | Promise<T> {
    if (this.#running !== undefined && this.#isOutrun()) this.#gate ??= new Gate();
    return this.#gate === undefined ? work() : this.#gate.hold(work);
  }

  /** Resolves when no compaction is under way; how it ended is its caller's to hear. */
  async idle(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }

  #bytesTotal(): number {
    return this.#host.ends().end() * PAGE_BYTES;
  }

  #isOutrun(): boolean {
    if (this.#catalog === undefined) return false;
    const bytesTotal = this.#bytesTotal();
    if (!writersOutrun(bytesTotal, liveBytes(this.#catalog))) this.#bytesAllowed = bytesTotal;
    return bytesTotal > this.#bytesAllowed;
  }

  #letGo(): void {
    const gate = this.#gate;
    this.#gate = undefined;
    gate?.open();
  }

  async #compact(): Promise<void> {
    const { ends, seal, check, swap } = this.#host;
    const from = ends();
    const stopped = (): void => {
      this.#bytesAllowed += BYTES_PER_STEP;
      if (!this.#lastRound && !this.#isOutrun()) this.#letGo();
      check();
      if (from.committer?.broken !== undefined) throw from.committer.broken;
    };
    const hold = (): (() => void) => {
      this.#lastRound = true;
      this.#gate ??= new Gate();
      return () => {
        this.#lastRound = false;
        this.#letGo();
      };
    };
    stopped();
    await compact({ ends: from, seal, stopped, hold, swap }, this.#engine);
    this.#restBytes = this.#bytesTotal() * PATIENCE;
  }
}
