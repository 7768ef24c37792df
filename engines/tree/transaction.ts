import type { Entry, Transaction, TreeReader, TreeWriter } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { type Catalog, TEMPORARY_ADDRESS, type TreeRoot } from '../storage/index.ts';
import type { Balance } from './balance.ts';
import { build } from './build.ts';
import { checkEntry } from './check-entry.ts';
import { countNodes } from './count.ts';
import type { Walkable } from './cursor.ts';
import { insert } from './insert.ts';
import type { Nodes } from './nodes.ts';
import { type Draft, Path } from './path.ts';
import { remove } from './remove.ts';
import { treeNames } from './snapshot.ts';
import { TreeView } from './tree-view.ts';

/** A tree under change, with a count of its changes that open walks compare. */
interface OpenTree extends Draft {
  /** The tree as the transaction found it. */
  readonly base: TreeRoot | undefined;
  version: number;
  /** Whether the tree is in the catalog: put there before, or by this transaction. */
  exists: boolean;
}

/**
 * One transaction: drafts of the trees it touches over the catalog it began with. Its nodes lie
 * above a watermark, so undoing it is forgetting them.
 */
export class TreeTransaction implements Transaction {
  bytesStored = 0;
  readonly #nodes: Nodes;
  readonly #balance: Balance;
  readonly #base: Catalog;
  readonly #open: Map<string, OpenTree> = new Map();
  readonly #path: Path = new Path();
  readonly #undoNodes: number;
  readonly #undoPayload: number;
  #state: 'open' | 'poisoned' | 'ended' = 'open';
  #changing = false;

  constructor(nodes: Nodes, balance: Balance, base: Catalog) {
    this.#nodes = nodes;
    this.#balance = balance;
    this.#base = base;
    this.#undoNodes = nodes.next;
    this.#undoPayload = nodes.payload.used;
    nodes.watermark = nodes.next;
  }

  tree(name: string): TreeWriter {
    checkName(name);
    return treeWriter(this, name);
  }

  trees(): readonly string[] {
    this.#check();
    const names = new Set(this.#base.keys());
    for (const [name, tree] of this.#open) {
      if (tree.exists) names.add(name);
      else names.delete(name);
    }
    return treeNames(names);
  }

  load(name: string, entries: Iterable<Entry>): void {
    checkName(name);
    const tree = this.#draft(name);
    if (tree.root !== 0) {
      throw new EngineError('NOT_EMPTY', `"${name}" has entries; drop it before loading`);
    }
    this.#change(name, tree, () => {
      this.bytesStored += build(tree, this.#balance, entries);
      return true;
    });
  }

  drop(name: string): boolean {
    checkName(name);
    const tree = this.#draft(name);
    this.#refuseInside();
    if (!tree.exists) return false;
    tree.root = 0;
    tree.entries = 0;
    tree.payloadBytes = 0;
    tree.loaded = false;
    tree.exists = false;
    tree.version += 1;
    return true;
  }

  put(name: string, key: Uint8Array, value: Uint8Array): void {
    checkEntry(key, value);
    this.bytesStored += key.length + value.length;
    const tree = this.#draft(name);
    const nodes = this.#nodes;
    this.#change(name, tree, () => {
      insert(tree, this.#balance, nodes.outside(key), nodes.outside(value));
      return true;
    });
  }

  delete(name: string, key: Uint8Array): boolean {
    const tree = this.#draft(name);
    const owned = this.#nodes.outside(key);
    return tree.root !== 0 && this.#change(name, tree, () => remove(tree, this.#balance, owned));
  }

  /** Reads of the tree `name`, each at the root it has then. */
  reader(name: string): TreeReader {
    return new TreeView(
      this.#walkable(() => this.#draft(name)),
      () => {
        const { version } = this.#draft(name);
        return this.#walkable(() => {
          const tree = this.#draft(name);
          if (tree.version === version) return tree;
          throw new EngineError(
            'CHANGED',
            `"${name}" was written to under an open range or cursor`,
          );
        });
      },
    );
  }

  /** What reads of a tree walk over; `tree` gives it, or throws where it may not be read. */
  #walkable(tree: () => OpenTree): Walkable {
    return {
      nodes: this.#nodes,
      check: () => void tree(),
      root: () => tree().root,
      entries: () => tree().entries,
      countedRoot: () => this.#counted(tree()).root,
    };
  }

  /** The tree with sizes in all of its nodes, which are kept right from now on. */
  #counted(tree: OpenTree): OpenTree {
    if (tree.counted) return tree;
    const { base } = tree;
    if (base !== undefined && !base.counted) {
      countNodes(this.#nodes, base.root, TEMPORARY_ADDRESS);
      base.counted = true;
    }
    countNodes(this.#nodes, tree.root, this.#undoNodes);
    tree.counted = true;
    return tree;
  }

  /** The catalog after this transaction, or undefined when it changed nothing. */
  finish(): Catalog | undefined {
    this.#check();
    this.#state = 'ended';
    const changed = [...this.#open].filter(([, tree]) => tree.version > 0);
    if (changed.length === 0) return undefined;
    const catalog = new Map(this.#base);
    for (const [name, tree] of changed) {
      const { root, entries, payloadBytes, loaded, counted } = tree;
      if (tree.exists) catalog.set(name, { root, entries, payloadBytes, loaded, counted });
      else catalog.delete(name);
    }
    return catalog;
  }

  /** Forgets everything the transaction wrote. */
  undo(): void {
    this.#state = 'ended';
    this.#nodes.cutBack(this.#undoNodes);
    this.#nodes.payload.cutBack(this.#undoPayload);
  }

  #check(): void {
    if (this.#state === 'ended') throw new EngineError('CLOSED', 'the transaction has ended');
    if (this.#state === 'poisoned') {
      throw new EngineError('POISONED', 'an earlier call failed inside a write: nothing is kept');
    }
  }

  #draft(name: string): OpenTree {
    this.#check();
    let tree = this.#open.get(name);
    if (tree === undefined) {
      const base = this.#base.get(name);
      tree = {
        nodes: this.#nodes,
        path: this.#path,
        base,
        root: base?.root ?? 0,
        entries: base?.entries ?? 0,
        counted: base !== undefined && base.counted && base.root >= TEMPORARY_ADDRESS,
        payloadBytes: base?.payloadBytes ?? 0,
        loaded: base?.loaded ?? false,
        version: 0,
        exists: base !== undefined,
      };
      this.#open.set(name, tree);
    }
    return tree;
  }

  /** Runs a change that may fail half-way; one that does poisons the transaction. */
  #change(name: string, tree: OpenTree, work: () => boolean): boolean {
    this.#refuseInside();
    if (!tree.exists) this.#admit(name);
    let changed: boolean;
    this.#changing = true;
    try {
      changed = work();
    } catch (error) {
      this.#state = 'poisoned';
      throw error;
    } finally {
      this.#changing = false;
    }
    if (changed) {
      tree.version += 1;
      tree.exists = true;
    }
    return changed;
  }

  /** Only the entries given to `load` run code of the caller's inside a change. */
  #refuseInside(): void {
    if (!this.#changing) return;
    this.#state = 'poisoned';
    throw new TypeError('the transaction was changed by the entries given to its load()');
  }

  #admit(name: string): void {
    if (this.trees().length < LIMITS.treesMax) return;
    throw new EngineError('TREES', `"${name}" would be tree ${LIMITS.treesMax + 1} of the file`);
  }
}

function treeWriter(tx: TreeTransaction, name: string): TreeWriter {
  const reader = tx.reader(name);
  return {
    get: (key) => reader.get(key),
    view: (key) => reader.view(key),
    has: (key) => reader.has(key),
    range: (range) => reader.range(range),
    count: (range) => reader.count(range),
    at: (rank) => reader.at(rank),
    first: () => reader.first(),
    last: () => reader.last(),
    cursor: () => reader.cursor(),
    put: (key, value) => tx.put(name, key, value),
    delete: (key) => tx.delete(name, key),
  };
}

const LONE_SURROGATE = /\p{Cs}/u;

function checkName(name: string): void {
  const bytes = Buffer.byteLength(name);
  if (LONE_SURROGATE.test(name)) {
    throw new EngineError('TREE_NAME', 'a tree name with half of a surrogate pair has no UTF-8');
  }
  if (bytes >= 1 && bytes <= LIMITS.treeNameBytesMax) return;
  throw new EngineError(
    'TREE_NAME',
    `a tree name of ${bytes} bytes: it takes 1 to ${LIMITS.treeNameBytesMax}`,
  );
}
