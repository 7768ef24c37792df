import type { Engine, EngineFile, Feature, OpenOptions, Snapshot } from '../../engines/index.ts';
import type { Model } from '../model.ts';

/** What a run of commands knows must be true of the file. Commands move it forward. */
export interface Ideal {
  /** The trees as the last committed transaction left them. */
  current: Model;
  /** The trees as each held snapshot must show them, oldest first. */
  held: Model[];
  /** Whether a commit of durability 'none' has had no synced commit behind it yet. */
  unsynced: boolean;
}

/** The file under the same run. Commands may replace the handle by reopening. */
export interface Session {
  readonly engine: Engine;
  /** Undefined for a file in memory. */
  readonly path: string | undefined;
  readonly options: OpenOptions;
  file: EngineFile;
  /** Snapshots in the order of `Ideal.held`. */
  held: Snapshot[];
}

/** One thing to do to a file, and to compare with what must come of it. */
export interface Command {
  /** Whether the command makes sense now; a sequence passes over it where it does not. */
  check(ideal: Readonly<Ideal>): boolean;
  /** Does it to the file and to the ideal; rejects with the first difference. */
  run(ideal: Ideal, session: Session): Promise<void>;
  /** The command as counterexamples print it. */
  toString(): string;
}

/** Whether `engine` supports `feature`. */
export function supports(engine: Engine, feature: Feature): boolean {
  return !engine.manifest.unsupported.includes(feature);
}

/** Runs `look` on a new snapshot of `file` and releases it, whatever happens. */
export function withSnapshot<T>(file: EngineFile, look: (snapshot: Snapshot) => T): T {
  const snapshot = file.snapshot();
  try {
    return look(snapshot);
  } finally {
    snapshot.release();
  }
}
