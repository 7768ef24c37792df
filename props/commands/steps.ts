import type { Entry, Transaction } from '../../engines/index.ts';
import { expectSame, unreachable } from '../expect.ts';
import {
  entriesOf,
  type Model,
  valueOf,
  withoutKey,
  withoutTree,
  withPut,
  withTree,
} from '../model.ts';
import { showBytes } from '../show.ts';
import { expectLookup } from './agree.ts';

/** One step inside a transaction. */
export type Step =
  | {
      readonly kind: 'put';
      readonly tree: string;
      readonly key: Uint8Array;
      readonly value: Uint8Array;
    }
  | { readonly kind: 'delete' | 'read'; readonly tree: string; readonly key: Uint8Array }
  | { readonly kind: 'drop'; readonly tree: string }
  /** Drops the tree where it has entries, then loads it. */
  | { readonly kind: 'load'; readonly tree: string; readonly entries: readonly Entry[] };

/** A step as counterexamples print it. */
export function showStep(step: Step): string {
  switch (step.kind) {
    case 'put':
      return `put ${step.tree} ${showBytes(step.key)}=${showBytes(step.value)}`;
    case 'delete':
    case 'read':
      return `${step.kind} ${step.tree} ${showBytes(step.key)}`;
    case 'drop':
      return `drop ${step.tree}`;
    case 'load':
      return `load ${step.tree} with ${step.entries.map(({ key }) => showBytes(key)).join(' ')}`;
    default:
      return unreachable(step);
  }
}

/** Does `step` in `tx`, requires the answer that `model` gives, and answers the next model. */
export function perform(tx: Transaction, model: Model, step: Step): Model {
  switch (step.kind) {
    case 'put':
      tx.tree(step.tree).put(step.key, step.value);
      return withPut(model, step.tree, step);
    case 'delete': {
      const present = valueOf(entriesOf(model, step.tree), step.key) !== undefined;
      expectSame(tx.tree(step.tree).delete(step.key), present, showStep(step));
      return withoutKey(model, step.tree, step.key);
    }
    case 'read':
      expectLookup(tx.tree(step.tree), entriesOf(model, step.tree), step.key);
      return model;
    case 'drop':
      performDrop(tx, step.tree);
      return withoutTree(model, step.tree);
    case 'load':
      if (entriesOf(model, step.tree).length > 0) {
        performDrop(tx, step.tree);
      }
      tx.load(step.tree, step.entries);
      return withTree(model, step.tree, step.entries);
    default:
      return unreachable(step);
  }
}

function performDrop(tx: Transaction, tree: string): void {
  const listed = tx.trees().includes(tree);
  expectSame(tx.drop(tree), listed, `drop ${tree}, which trees() ${listed ? 'lists' : 'omits'}`);
  expectSame(tx.trees().includes(tree), false, `trees() lists ${tree} after its drop`);
}
