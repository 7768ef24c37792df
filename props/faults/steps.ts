import type { Entry, Transaction } from '../../engines/index.ts';
import { type Model, withoutKey, withoutTree, withPut, withTree } from '../model.ts';

/** One call on a transaction. */
export type Change =
  | {
      readonly tag: 'put';
      readonly tree: string;
      readonly key: Uint8Array;
      readonly value: Uint8Array;
    }
  | { readonly tag: 'delete'; readonly tree: string; readonly key: Uint8Array }
  | { readonly tag: 'load'; readonly tree: string; readonly entries: readonly Entry[] }
  | { readonly tag: 'drop'; readonly tree: string };

export type Changes = readonly Change[];

/** One thing that the owner of a file does. A workload is a list of them: data, and so repeatable. */
export type Step =
  /** Transactions asked for in one tick, which share a sync; waits for all. */
  | { readonly tag: 'commit'; readonly transactions: readonly Changes[] }
  /** Transactions asked for one after the other, while syncs of earlier ones are under way. */
  | { readonly tag: 'stream'; readonly transactions: readonly Changes[] }
  /** One transaction of durability 'none'. */
  | { readonly tag: 'unsynced'; readonly changes: Changes }
  /** One transaction that throws at its end. */
  | { readonly tag: 'abort'; readonly changes: Changes }
  | { readonly tag: 'reopen' }
  /** A compaction, and transactions that are asked for while it is under way. */
  | { readonly tag: 'compact'; readonly beside: readonly Changes[] };

export interface Workload {
  readonly name: string;
  readonly steps: readonly Step[];
}

export function put(tree: string, key: string, value: string | Uint8Array): Change {
  return { tag: 'put', tree, key: Buffer.from(key), value: Buffer.from(value) };
}

export function remove(tree: string, key: string): Change {
  return { tag: 'delete', tree, key: Buffer.from(key) };
}

export function commit(...changes: Changes): Step {
  return { tag: 'commit', transactions: [changes] };
}

/** Makes `changes` in `tx`. */
export function perform(tx: Transaction, changes: Changes): void {
  for (const change of changes) {
    switch (change.tag) {
      case 'put':
        tx.tree(change.tree).put(change.key, change.value);
        break;
      case 'delete':
        tx.tree(change.tree).delete(change.key);
        break;
      case 'load':
        tx.load(change.tree, change.entries);
        break;
      case 'drop':
        tx.drop(change.tree);
        break;
      default:
        throw new TypeError(`unknown change ${JSON.stringify(change satisfies never)}`);
    }
  }
}

/** The model after `changes`; the same one when they change nothing, and so make no commit. */
export function changed(model: Model, changes: Changes): Model {
  return changes.reduce(changedBy, model);
}

function changedBy(model: Model, change: Change): Model {
  switch (change.tag) {
    case 'put':
      return withPut(model, change.tree, { key: change.key, value: change.value });
    case 'delete':
      return withoutKey(model, change.tree, change.key);
    case 'load':
      return withTree(model, change.tree, change.entries);
    case 'drop':
      return model.has(change.tree) ? withoutTree(model, change.tree) : model;
    default:
      throw new TypeError(`unknown change ${JSON.stringify(change satisfies never)}`);
  }
}
