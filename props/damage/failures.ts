import { type Engine, EngineError, type EngineFile } from '../../engines/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import { type DiskImage, EMPTY_DISK, recordingStorage } from '../faults/index.ts';
import { contentsNow } from './contents.ts';
import { type FailingStorage, type Failure, failingStorage } from './failing-storage.ts';
import { linesOf, type Model, STEPS, type Step } from './failure-steps.ts';

export interface FailureOutcome {
  /** Whether the operation that was to fail was reached. */
  readonly reached: boolean;
  /** Commits that were acknowledged and that were refused. */
  readonly acknowledged: number;
  readonly refused: number;
  /** What is wrong, or undefined. */
  readonly violation: string | undefined;
}

const PATH = 'file';
const EMPTY: Model = new Map();

/**
 * Creates a file, changes, reads, backs up and compacts it, closes and opens it again, over storage
 * that fails as planned; then looks at what is left through storage that does not. Every
 * acknowledged commit must be there, at most one more whose outcome was said to be unknown, nothing
 * in part; every error must have a code; no handle and no lock may stay behind.
 */
export async function tryFailure(
  engineOver: (storage: Storage) => Engine,
  failure: Failure,
): Promise<FailureOutcome> {
  const { storage, image } = recordingStorage(EMPTY_DISK);
  const planned = failingStorage(storage, failure);
  const attempt = new Attempt(engineOver, planned, image);
  for (const steps of STEPS) await attempt.session(steps);
  await attempt.finish();
  const { acknowledged, refused, violation } = attempt;
  return { reached: planned.count() >= failure.index, acknowledged, refused, violation };
}

class Attempt {
  violation: string | undefined;
  acknowledged = 0;
  refused = 0;
  readonly #engineOver: (storage: Storage) => Engine;
  readonly #planned: FailingStorage;
  readonly #image: () => DiskImage;
  #model: Model = EMPTY;
  /** What the file holds if the commit of unknown outcome survived. */
  #doubtful: Model | undefined;
  /** What each backup that was acknowledged is to hold. */
  readonly #backups: Map<string, Model> = new Map();

  constructor(
    engineOver: (storage: Storage) => Engine,
    planned: FailingStorage,
    image: () => DiskImage,
  ) {
    this.#engineOver = engineOver;
    this.#planned = planned;
    this.#image = image;
  }

  async session(steps: readonly Step[]): Promise<void> {
    const engine = this.#engineOver(this.#planned.storage);
    let file: EngineFile;
    try {
      file = await engine.open(PATH);
    } catch (error) {
      this.#typed(error, 'open');
      return;
    }
    // Opening for writing settles what was in doubt, one way or the other.
    await this.#settleDoubt();
    this.#check(file, 'opened');
    for (const step of steps) {
      await this.#step(file, step);
      this.#check(file, 'while open');
    }
    await this.#backup(file, `backup-${this.#backups.size}`);
    await this.#readBeside(engine);
    if (!engine.manifest.unsupported.includes('compact')) {
      await this.#tried('compact', () => file.compact());
      this.#check(file, 'compacted');
    }
    await this.#tried('close', () => file.close());
  }

  async finish(): Promise<void> {
    for (const offence of this.#planned.offences) this.violation ??= offence;
    if (this.#planned.held() !== 0) {
      this.violation ??= `${this.#planned.held()} handles or locks stay behind`;
    }
    await this.#reopen(PATH, [this.#model, this.#doubtful]);
    for (const [path, model] of this.#backups) await this.#reopen(path, [model]);
  }

  async #settleDoubt(): Promise<void> {
    if (this.#doubtful === undefined) return;
    const file = await this.#sound().open(PATH, { readOnly: true });
    if (contentsNow(file) === linesOf(this.#doubtful)) this.#model = this.#doubtful;
    this.#doubtful = undefined;
    await file.close();
  }

  async #step(file: EngineFile, step: Step): Promise<void> {
    const closed = file.readOnly;
    const wanted = step.after(this.#model);
    const outcomes = await Promise.allSettled(step.run(file));
    // The last one waits for the disk, whatever those before it waited for.
    const last = outcomes.at(-1)!;
    if (last.status === 'fulfilled') {
      if (closed) this.violation ??= 'a commit was acknowledged after a failed sync';
      this.#model = wanted;
      this.acknowledged += 1;
      return;
    }
    this.refused += 1;
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') this.#typed(outcome.reason, 'write');
    }
    const { code, cause } = last.reason as EngineError;
    if (closed && (code !== 'READ_ONLY' || cause === undefined)) {
      this.violation ??= `after a failed sync a write answers ${code}, cause ${String(cause)}`;
    }
    if (code === 'UNKNOWN_OUTCOME') {
      this.#doubtful = wanted;
      if (!file.readOnly) this.violation ??= 'a commit of unknown outcome leaves the file writable';
    }
  }

  async #backup(file: EngineFile, path: string): Promise<void> {
    const model = this.#model;
    const done = await this.#tried('backup', () => file.backup(path));
    if (done || this.#image().names.has(path)) this.#backups.set(path, model);
  }

  /** A reader beside the writer sees what is acknowledged, or what the mark says of what is not. */
  async #readBeside(engine: Engine): Promise<void> {
    await this.#tried('a reader beside', async () => {
      const reader = await engine.open(PATH, { readOnly: true });
      this.#check(reader, 'beside', this.#doubtful);
      await reader.close();
    });
  }

  async #tried(what: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#typed(error, what);
      return false;
    }
  }

  #typed(error: unknown, where: string): void {
    if (error instanceof EngineError) return;
    this.violation ??= `${where} failed without a code: ${String(error)}`;
  }

  /** Reads must answer what is acknowledged, or with an error that has a code. */
  #check(file: EngineFile, where: string, other?: Model): void {
    try {
      const found = contentsNow(file);
      if (found === linesOf(this.#model)) return;
      if (other !== undefined && found === linesOf(other)) return;
      this.violation ??= `${where}: it holds ${found.slice(0, 200)}`;
    } catch (error) {
      this.#typed(error, where);
    }
  }

  async #reopen(path: string, models: readonly (Model | undefined)[]): Promise<void> {
    try {
      const file = await this.#sound().open(path);
      const { faults } = await file.verify();
      if (faults[0] !== undefined) this.violation ??= `${path}: ${faults[0].message}`;
      const found = contentsNow(file);
      await file.close();
      const allowed = models.some((model) => model !== undefined && linesOf(model) === found);
      if (!allowed) this.violation ??= `${path} opened again holds ${found.slice(0, 200)}`;
    } catch (error) {
      this.violation ??= `${path} does not open again: ${String(error)}`;
    }
  }

  #sound(): Engine {
    return this.#engineOver(recordingStorage(this.#image()).storage);
  }
}
