import { type Engine, EngineError, type EngineFile, type Snapshot } from '../../engines/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import { expectSame, expectThat } from '../expect.ts';
import { recordingStorage } from '../faults/index.ts';
import { Replay } from '../processes/replay.ts';
import { numberIn, perform, stepAt } from '../processes/workload.ts';
import type { ScheduledStorage } from './scheduled-storage.ts';

/** What a caller may do while its earlier calls are under way. */
export type Action = 'write' | 'throw' | 'hold' | 'release' | 'backup' | 'compact' | 'close';

const VALUE_BYTES_MAX = 400;

/** The file that all the calls are about. */
export const FILE = 'file';

interface Held {
  readonly snapshot: Snapshot;
  readonly number: number;
}

/** Calls an engine file without waiting for its answers, and looks at each answer as it comes. */
export class Actor {
  readonly #file: EngineFile;
  readonly #engineOver: (storage: Storage) => Engine;
  readonly #disk: ScheduledStorage;
  readonly #seed: number;
  readonly #held: Held[] = [];
  /** Answers that have not come yet. */
  #open = 0;
  #started = 0;
  #acknowledged = 0;
  #backups = 0;
  #closed = false;
  readonly #problems: unknown[] = [];

  constructor(
    file: EngineFile,
    disk: ScheduledStorage,
    options: { readonly seed: number; readonly engineOver: (storage: Storage) => Engine },
  ) {
    this.#file = file;
    this.#disk = disk;
    this.#seed = options.seed;
    this.#engineOver = options.engineOver;
  }

  /** Whether every call was answered. */
  get idle(): boolean {
    return this.#open === 0;
  }

  /** What went wrong first, or undefined. */
  get problem(): unknown {
    return this.#problems[0];
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Makes a call, and returns before it is answered. */
  act(action: Action): void {
    this.#open += 1;
    void this.#answered(action);
  }

  async #answered(action: Action): Promise<void> {
    try {
      await this[action]();
    } catch (error) {
      this.#problems.push(error);
    } finally {
      this.#open -= 1;
    }
  }

  async write(): Promise<void> {
    if (this.#closed) return this.#refused(() => this.#file.write(() => 0));
    const number = this.#started + 1;
    this.#started = number;
    const step = stepAt(this.#seed, number, VALUE_BYTES_MAX);
    const { durability } = step;
    await this.#file.write((tx) => perform(tx, number, step), { durability });
    if (durability === 'none') return;
    expectThat(number > this.#acknowledged, `${number} was answered after ${this.#acknowledged}`);
    this.#acknowledged = number;
    await this.#expectFile(FILE, number, { verifies: false });
  }

  async throw(): Promise<void> {
    if (this.#closed) return;
    const own = new Error('thrown on purpose');
    const outcome = await this.#file
      .write((tx) => {
        perform(tx, 0, stepAt(this.#seed, 0, VALUE_BYTES_MAX));
        throw own;
      })
      .catch((error: unknown) => error);
    expectThat(outcome === own, `a function that throws was answered with ${String(outcome)}`);
  }

  async hold(): Promise<void> {
    if (this.#closed) return this.#refused(async () => this.#file.snapshot());
    const snapshot = this.#file.snapshot();
    const number = numberIn(snapshot);
    const { length } = this.#held;
    this.#held.push({ snapshot, number });
    expectThat(
      number >= this.#acknowledged && number <= this.#started,
      `snapshot ${length} shows transaction ${number} after ${this.#acknowledged} was acknowledged`,
    );
    this.#expectSame(snapshot, number);
  }

  async release(): Promise<void> {
    const held = this.#held.shift();
    if (held === undefined || this.#closed) return;
    this.#expectSame(held.snapshot, held.number);
    held.snapshot.release();
  }

  async backup(): Promise<void> {
    if (this.#closed) return this.#refused(() => this.#file.backup('late'));
    const least = this.#acknowledged;
    this.#backups += 1;
    const path = `backup-${this.#backups}`;
    try {
      await this.#file.backup(path);
    } catch (error) {
      // A close may overtake a backup, which then has to say so.
      if (this.#closed && error instanceof EngineError && error.code === 'CLOSED') return;
      throw error;
    }
    await this.#expectFile(path, least, { verifies: true });
  }

  async compact(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.#file.compact();
    } catch (error) {
      if (this.#closed && error instanceof EngineError && error.code === 'CLOSED') return;
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const { snapshot, number } of this.#closed ? [] : this.#held) {
      this.#expectSame(snapshot, number);
    }
    this.#closed = true;
    await this.#file.close();
    // Everything that was called before is durable now, whoever waited for it.
    await this.#expectFile(FILE, this.#started, { verifies: true });
  }

  async #refused(call: () => Promise<unknown>): Promise<void> {
    const outcome = await call().catch((error: unknown) => error);
    const code = outcome instanceof EngineError ? outcome.code : String(outcome);
    expectSame(code, 'CLOSED', 'a call after close');
  }

  #expectSame(snapshot: Snapshot, number: number): void {
    const replay = new Replay(this.#seed, VALUE_BYTES_MAX);
    replay.advanceTo(number);
    const difference = replay.difference(snapshot);
    expectThat(difference === undefined, difference ?? '');
  }

  /** Opens what a crash would leave now at `path`: whole, not below `least`, and sound. */
  async #expectFile(
    path: string,
    least: number,
    { verifies }: { readonly verifies: boolean },
  ): Promise<void> {
    const { storage } = recordingStorage(this.#disk.survivors());
    const file = await this.#engineOver(storage).open(path);
    const snapshot = file.snapshot();
    const number = numberIn(snapshot);
    expectThat(number >= least, `a crash leaves ${path} at ${number}, and ${least} is due`);
    this.#expectSame(snapshot, number);
    const faults = verifies ? (await file.verify()).faults : [];
    expectThat(faults.length === 0, `${path}: ${faults[0]?.message}`);
    await file.close();
  }
}
