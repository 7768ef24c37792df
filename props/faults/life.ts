import type { Engine, EngineFile } from '../../engines/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import type { Model } from '../model.ts';
import { digestOf, modelDigest } from './contents.ts';
import type { Recording } from './crash-states.ts';
import { type Disk, EMPTY_DISK } from './journal.ts';
import { NO_PROMISES, type Promises } from './promises.ts';
import { type RecordingStorage, recordingStorage } from './recording-storage.ts';
import { type Changes, changed, perform, type Step } from './steps.ts';

/** Makes the engine under test over the storage it is given. */
export type EngineOver = (storage: Storage) => Engine;

/** Whether the engine does not say that it cannot compact. */
export function compacts(engineOver: EngineOver): boolean {
  const { manifest } = engineOver(recordingStorage(EMPTY_DISK).storage);
  return !manifest.unsupported.includes('compact');
}

/** The file that everything here is about. */
export const PATH = 'file';

/** A broken promise, met while a file was in use and not after a crash. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/**
 * Opens the file on `disk`, does `steps` and closes it, all of it written down, and compares what
 * the open file shows with a model after each.
 * @throws Violation.
 */
export async function live(
  engineOver: EngineOver,
  steps: readonly Step[],
  past: { readonly before: Disk; readonly promises: Promises },
): Promise<Recording> {
  const recording = recordingStorage(past.before);
  const life = new Life(engineOver(recording.storage), recording);
  await life.open(past.promises);
  for (const step of steps) await life.take(step);
  await life.close();
  return { ...past, journal: recording.journal };
}

/** A disk with nothing on it. */
export const NOTHING: { readonly before: Disk; readonly promises: Promises } = {
  before: EMPTY_DISK,
  promises: NO_PROMISES,
};

class Life {
  readonly #engine: Engine;
  readonly #recording: RecordingStorage;
  #file!: EngineFile;
  #commit = 0;
  #model!: Model;

  constructor(engine: Engine, recording: RecordingStorage) {
    this.#engine = engine;
    this.#recording = recording;
  }

  async open({ floor, allowed }: Promises): Promise<void> {
    this.#file = await this.#engine.open(PATH);
    const snapshot = this.#file.snapshot();
    this.#commit = snapshot.commit;
    snapshot.release();
    const model = allowed.get(this.#commit);
    if (model === undefined || this.#commit < floor) {
      throw new Violation(`opened at commit ${this.#commit}; it must be from ${floor} on`);
    }
    this.#model = model;
    this.#compare('opened');
    this.#recording.note({ tag: 'shown', commit: this.#commit });
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async take(step: Step): Promise<void> {
    switch (step.tag) {
      case 'commit':
        await Promise.all(step.transactions.map((changes) => this.#write(changes)));
        break;
      case 'stream':
        await this.#stream(step.transactions);
        break;
      case 'unsynced':
        await this.#ask(step.changes, 'none');
        break;
      case 'abort':
        await this.#abort(step.changes);
        break;
      case 'reopen':
        await this.close();
        await this.open({
          floor: this.#commit,
          allowed: new Map([[this.#commit, this.#model]]),
        });
        break;
      case 'compact':
        await Promise.all([this.#file.compact(), this.#stream(step.beside)]);
        break;
      default:
        throw new TypeError(`unknown step ${JSON.stringify(step satisfies never)}`);
    }
    this.#compare(step.tag);
  }

  async #write(changes: Changes): Promise<void> {
    const commit = await this.#ask(changes, 'sync');
    if (commit !== undefined) this.#recording.note({ tag: 'acknowledged', commit });
  }

  /** Resolves with the commit that `changes` made, if any, when the engine has answered. */
  async #ask(changes: Changes, durability: 'sync' | 'none'): Promise<number | undefined> {
    const model = changed(this.#model, changes);
    let commit: number | undefined;
    if (model !== this.#model) {
      this.#model = model;
      this.#commit += 1;
      commit = this.#commit;
      this.#recording.note({ tag: 'asked', commit, contents: model });
    }
    await this.#file.write((tx) => perform(tx, changes), { durability });
    return commit;
  }

  async #stream(transactions: readonly Changes[]): Promise<void> {
    const answers: Promise<void>[] = [];
    for (const [index, changes] of transactions.entries()) {
      answers.push(this.#write(changes));
      // Waits of several lengths, so that commits arrive at every stage of the one before.
      for (let turn = 0; turn < (index * 3) % 7; turn += 1) await Promise.resolve();
    }
    await Promise.all(answers);
  }

  async #abort(changes: Changes): Promise<void> {
    const aborted = new Error('aborted');
    const answer = await this.#file
      .write((tx) => {
        perform(tx, changes);
        throw aborted;
      })
      .catch((error: unknown) => error);
    if (answer !== aborted) throw new Violation(`an aborted write answered ${String(answer)}`);
  }

  #compare(when: string): void {
    const snapshot = this.#file.snapshot();
    const found = `commit ${snapshot.commit}, ${digestOf(snapshot)}`;
    snapshot.release();
    const expected = `commit ${this.#commit}, ${modelDigest(this.#model)}`;
    if (found !== expected) throw new Violation(`${when}: found ${found}, expected ${expected}`);
  }
}
