import type { Snapshot, SnapshotToken, TreeReader } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { type Catalog } from '../storage/index.ts';
import type { Ends } from './ends.ts';
import type { Nodes } from './nodes.ts';
import { TreeView } from './tree-view.ts';

/** Tree names in order of their UTF-8 bytes. */
export function treeNames(names: Iterable<string>): readonly string[] {
  return [...names].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** A catalog whose pages are never changed, so that keeping it is all a snapshot takes. */
export class TreeSnapshot implements Snapshot {
  readonly commit: number;
  readonly token: SnapshotToken | undefined;
  /** What the snapshot reads; the file may have been replaced since. */
  readonly ends: Ends;
  readonly #catalog: Catalog;
  readonly #onRelease: (snapshot: TreeSnapshot) => void;
  #ended: (() => EngineError) | undefined;

  constructor(options: {
    readonly ends: Ends;
    readonly catalog: Catalog;
    readonly commit: number;
    readonly token: SnapshotToken | undefined;
    readonly onRelease: (snapshot: TreeSnapshot) => void;
  }) {
    this.commit = options.commit;
    this.token = options.token;
    this.ends = options.ends;
    this.#catalog = options.catalog;
    this.#onRelease = options.onRelease;
  }

  tree(name: string): TreeReader {
    const tree = this.#check().get(name);
    const root = tree?.root ?? 0;
    const entries = tree?.entries ?? 0;
    const checked = (value: number): number => {
      this.#check();
      return value;
    };
    return new TreeView({
      nodes: this.ends.store.nodes,
      check: () => void this.#check(),
      root: () => checked(root),
      entries: () => checked(entries),
      countedRoot: () => checked(root),
    });
  }

  trees(): readonly string[] {
    return treeNames(this.#check().keys());
  }

  /** Where the nodes of a tree stand, for whoever looks at its shape. */
  place(name: string): { readonly nodes: Nodes; readonly root: number; readonly entries: number } {
    const tree = this.#check().get(name);
    return { nodes: this.ends.store.nodes, root: tree?.root ?? 0, entries: tree?.entries ?? 0 };
  }

  release(): void {
    this.end(() => new EngineError('CLOSED', 'the snapshot was released'));
    this.#onRelease(this);
  }

  /** Ends the snapshot for a reason that its readers throw from then on. */
  end(reason: () => EngineError): void {
    this.#ended ??= reason;
  }

  #check(): Catalog {
    if (this.#ended !== undefined) throw this.#ended();
    return this.#catalog;
  }
}
