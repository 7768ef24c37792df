/** Ways to plant one bug in an engine that is otherwise right. */
import type {
  Engine,
  EngineFile,
  Manifest,
  OpenOptions,
  Snapshot,
  Transaction,
  TreeReader,
  TreeWriter,
} from '../../../engines/index.ts';

/** An engine with one bug, and the law that must find it. */
export interface Mutant {
  readonly bug: string;
  /** Name of the law. */
  readonly breaks: string;
  readonly plant: (engine: Engine) => Engine;
}

/** `target` with some members in place of its own. */
export function overlay<T extends object>(target: T, changes: Partial<T>): T {
  return new Proxy(target, {
    get: (original, name) => {
      if (Object.hasOwn(changes, name)) {
        return Reflect.get(changes, name);
      }
      const member: unknown = Reflect.get(original, name, original);
      return typeof member === 'function' ? member.bind(original) : member;
    },
  });
}

/** An engine whose manifest differs. */
export function manifests(change: (manifest: Manifest) => Partial<Manifest>): Mutant['plant'] {
  return (engine) => ({
    manifest: { ...engine.manifest, ...change(engine.manifest) },
    open: async (path, options) => engine.open(path, options),
  });
}

/** An engine that opens files in another way. */
export function opens(
  open: (engine: Engine, path?: string, options?: OpenOptions) => Promise<EngineFile>,
): Mutant['plant'] {
  return (engine) => ({
    manifest: engine.manifest,
    open: async (path, options) => open(engine, path, options),
  });
}

/** An engine whose open files differ. */
export function files(change: (file: EngineFile) => Partial<EngineFile>): Mutant['plant'] {
  return opens(async (engine, path, options) => {
    const file = await engine.open(path, options);
    return overlay(file, change(file));
  });
}

/** An engine whose snapshots differ. */
export function snapshots(
  change: (snapshot: Snapshot, file: EngineFile) => Partial<Snapshot>,
): Mutant['plant'] {
  return files((file) => ({
    snapshot: (token) => {
      const snapshot = file.snapshot(token);
      return overlay(snapshot, change(snapshot, file));
    },
  }));
}

/** An engine whose transactions differ, those of `load` and `drop` among them. */
export function transactions(
  change: (tx: Transaction, file: EngineFile) => Partial<Transaction>,
): Mutant['plant'] {
  return files((file) => {
    const write: EngineFile['write'] = async (work, options) =>
      file.write((tx) => work(overlay(tx, change(tx, file))), options);
    return {
      write,
      load: async (tree, entries) => write((tx) => tx.load(tree, entries)),
      drop: async (tree) => write((tx) => tx.drop(tree)),
    };
  });
}

/** An engine whose trees differ under every reader. */
export function readers(change: (reader: TreeReader) => Partial<TreeReader>): Mutant['plant'] {
  const inSnapshots = snapshots((snapshot) => ({
    tree: (name) => {
      const reader = snapshot.tree(name);
      return overlay(reader, change(reader));
    },
  }));
  const inTransactions = writers(change);
  return (engine) => inTransactions(inSnapshots(engine));
}

/** An engine whose trees differ inside transactions. */
export function writers(
  change: (writer: TreeWriter, tx: Transaction, file: EngineFile) => Partial<TreeWriter>,
): Mutant['plant'] {
  return transactions((tx, file) => ({
    tree: (name) => {
      const writer = tx.tree(name);
      return overlay(writer, change(writer, tx, file));
    },
  }));
}
