import { type Engine, EngineError, type EngineFile } from '../../engines/index.ts';
import type { Storage, StorageFile } from '../../engines/storage/index.ts';
import { type DiskImage, EMPTY_DISK } from './journal.ts';
import { recordingStorage } from './recording-storage.ts';

/** What storage can be told to fail. */
export type FailingOperation =
  | 'open'
  | 'read'
  | 'write'
  | 'sync'
  | 'truncate'
  | 'rename'
  | 'sync-directory'
  | 'close';

export const FAILING_OPERATIONS: readonly FailingOperation[] = [
  'open',
  'read',
  'write',
  'sync',
  'truncate',
  'rename',
  'sync-directory',
  'close',
];

/** The `index`-th operation of a kind fails, or it and every later one. */
export interface Failure {
  readonly operation: FailingOperation;
  readonly index: number;
  readonly persistent: boolean;
  readonly code: 'FULL' | 'IO';
}

export interface FailureOutcome {
  /** Whether the operation that was to fail was reached. */
  readonly reached: boolean;
  /** What is wrong, or undefined. */
  readonly violation: string | undefined;
}

const PATH = 'file';
const COMMITS = 8;

/** Keys and values by commit, each commit changing what an earlier one wrote. */
function change(model: Map<string, string>, commit: number): void {
  model.set(`key-${commit}`, `value-${commit}`.repeat(commit * 60));
  model.set('shared', `${commit}`);
  if (commit % 3 === 0) model.delete(`key-${commit - 2}`);
}

/**
 * Creates a file, commits, closes and opens it again, over storage that fails as planned, and then
 * looks at what is left through storage that does not: every acknowledged commit, at most one more
 * whose outcome was said to be unknown, nothing in part.
 */
export async function tryFailure(
  engineOver: (storage: Storage) => Engine,
  failure: Failure,
): Promise<FailureOutcome> {
  const { storage, image } = recordingStorage(EMPTY_DISK);
  const planned = failing(storage, failure);
  const acknowledged = new Map<string, string>();
  let doubtful: Map<string, string> | undefined;
  let violation: string | undefined;

  let commit = 0;
  for (let opening = 0; opening < 2; opening += 1) {
    let file: EngineFile;
    try {
      file = await engineOver(planned.storage).open(PATH);
    } catch (error) {
      violation ??= unlessTyped(error, 'open');
      continue;
    }
    // Reopening settles what was in doubt, one way or the other.
    if (doubtful !== undefined && check(file, [doubtful], '') === undefined) {
      replace(acknowledged, doubtful);
    }
    doubtful = undefined;
    violation ??= check(file, [acknowledged], 'opened');
    for (let round = 0; round < COMMITS / 2; round += 1) {
      commit += 1;
      const wanted = new Map(acknowledged);
      change(wanted, commit);
      try {
        await file.write((tx) => replay(tx.tree('t'), acknowledged, wanted));
        replace(acknowledged, wanted);
      } catch (error) {
        violation ??= unlessTyped(error, 'write');
        if (error instanceof EngineError && error.code === 'UNKNOWN_OUTCOME') doubtful = wanted;
      }
      violation ??= check(file, [acknowledged], 'while open');
    }
    await file.close().catch((error: unknown) => {
      violation ??= unlessTyped(error, 'close');
    });
  }

  violation ??= await reopened(engineOver, image(), [acknowledged, doubtful]);
  return { reached: planned.reached(), violation };
}

type Model = ReadonlyMap<string, string>;

function replace(target: Map<string, string>, source: Model): void {
  target.clear();
  for (const [key, value] of source) target.set(key, value);
}

function replay(
  tree: { put(key: Uint8Array, value: Uint8Array): void; delete(key: Uint8Array): boolean },
  before: Model,
  after: Model,
): void {
  for (const key of before.keys()) if (!after.has(key)) tree.delete(Buffer.from(key));
  for (const [key, value] of after) {
    if (before.get(key) !== value) tree.put(Buffer.from(key), Buffer.from(value));
  }
}

function unlessTyped(error: unknown, where: string): string | undefined {
  return error instanceof EngineError
    ? undefined
    : `${where} failed without a code: ${String(error)}`;
}

/** Reads must answer with one of `models`, or with an error that has a code. */
function check(
  file: EngineFile,
  models: readonly (Model | undefined)[],
  where: string,
): string | undefined {
  const snapshot = file.snapshot();
  try {
    const found = JSON.stringify(
      [...snapshot.tree('t').range()].map(({ key, value }) => [
        Buffer.from(key).toString(),
        Buffer.from(value).toString(),
      ]),
    );
    const allowed = models.some((model) => model !== undefined && text(model) === found);
    return allowed ? undefined : `${where}: it holds ${found.slice(0, 200)}`;
  } catch (error) {
    return unlessTyped(error, where);
  } finally {
    snapshot.release();
  }
}

function text(model: Model): string {
  const entries = [...model].toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return JSON.stringify(entries);
}

async function reopened(
  engineOver: (storage: Storage) => Engine,
  image: DiskImage,
  models: readonly (Model | undefined)[],
): Promise<string | undefined> {
  try {
    const file = await engineOver(recordingStorage(image).storage).open(PATH);
    const { faults } = await file.verify();
    const found = check(file, models, 'reopened');
    await file.close();
    return found ?? faults[0]?.message;
  } catch (error) {
    return `it does not open again: ${String(error)}`;
  }
}

function failing(
  storage: Storage,
  { operation, index, persistent, code }: Failure,
): { readonly storage: Storage; reached(): boolean } {
  let count = 0;
  const pass = (asked: FailingOperation): void => {
    if (asked !== operation) return;
    count += 1;
    if (count === index || (persistent && count > index)) {
      throw new EngineError(code, `planned: ${operation} ${count} fails`);
    }
  };
  const wrap = (file: StorageFile): StorageFile => ({
    ...file,
    read(target, position) {
      pass('read');
      return file.read(target, position);
    },
    async write(source, position) {
      try {
        pass('write');
      } catch (error) {
        // A write that fails may have written a part.
        await file.write(source.subarray(0, Math.floor(source.length / 2)), position);
        throw error;
      }
      await file.write(source, position);
    },
    async sync() {
      pass('sync');
      await file.sync();
    },
    async truncate(bytes) {
      pass('truncate');
      await file.truncate(bytes);
    },
    async close() {
      await file.close();
      pass('close');
    },
  });
  return {
    reached: () => count >= index,
    storage: {
      ...storage,
      async open(path, mode) {
        pass('open');
        return wrap(await storage.open(path, mode));
      },
      async rename(from, to) {
        pass('rename');
        await storage.rename(from, to);
      },
      async syncDirectory(path) {
        pass('sync-directory');
        await storage.syncDirectory(path);
      },
    },
  };
}
