/*
 * The transactions that the child programs commit. Number `index` under a seed is the same in every
 * process, and each one writes its own number too, so that whoever opens the file knows from it
 * alone what has to be there: all transactions up to that number, and nothing of a later one.
 */
import {
  type Durability,
  decodeUint32,
  type Entry,
  encodeUint32,
  type Reader,
  type Transaction,
} from '../../engines/index.ts';
import { type Draws, drawsAt } from './draws.ts';

export type Change =
  | ({ readonly kind: 'put'; readonly tree: string } & Entry)
  | { readonly kind: 'delete'; readonly tree: string; readonly key: Uint8Array }
  | { readonly kind: 'drop'; readonly tree: string }
  | { readonly kind: 'reload'; readonly tree: string; readonly entries: readonly Entry[] };

export interface Step {
  readonly changes: readonly Change[];
  readonly durability: Durability;
  /** Whether a compaction begins behind it, where the engine has one. */
  readonly compacts: boolean;
}

/** The tree and the key under which the number of the last transaction stands. */
export const NUMBER_TREE = 'number';
export const NUMBER_KEY: Uint8Array = Buffer.from('n');

const TREES = ['a', 'b', 'c'] as const;
const KEYS = 150;

/** Transaction number `index`, from 1; its values have up to `valueBytesMax` bytes. */
export function stepAt(seed: number, index: number, valueBytesMax: number): Step {
  const draws = drawsAt(seed, index);
  return {
    changes: changesBy(draws, index, valueBytesMax),
    durability: draws.below(6) === 0 ? 'none' : 'sync',
    compacts: draws.below(60) === 0,
  };
}

/** How many transactions are asked for together from number `index` on, 1 to `groupMax`. */
export function groupAt(seed: number, index: number, groupMax: number): number {
  const draws = drawsAt(~seed, index);
  return draws.below(2) === 0 ? 1 : 1 + draws.below(groupMax);
}

function changesBy(draws: Draws, index: number, valueBytesMax: number): readonly Change[] {
  const kind = draws.below(100);
  if (kind < 60) return [putBy(draws, index, 60)];
  if (kind < 80) {
    const count = 2 + draws.below(40);
    return Array.from({ length: count }, () =>
      draws.below(3) === 0 ? deleteBy(draws) : putBy(draws, index, 300),
    );
  }
  if (kind < 90) return [deleteBy(draws)];
  if (kind < 97) return [putBy(draws, index, Math.min(40_000, valueBytesMax))];
  if (kind < 98) return [putBy(draws, index, valueBytesMax)];
  if (kind < 99) return [{ kind: 'drop', tree: treeBy(draws) }];
  const count = 1 + draws.below(200);
  const entries = Array.from({ length: count }, (_, place) => {
    return { key: encodeUint32(place), value: valueBy(draws, index, 20) };
  });
  return [{ kind: 'reload', tree: 'loaded', entries }];
}

function putBy(draws: Draws, index: number, bytesMax: number): Change {
  return {
    kind: 'put',
    tree: treeBy(draws),
    key: keyBy(draws),
    value: valueBy(draws, index, bytesMax),
  };
}

function deleteBy(draws: Draws): Change {
  return { kind: 'delete', tree: treeBy(draws), key: keyBy(draws) };
}

function treeBy(draws: Draws): string {
  return TREES[draws.below(TREES.length)] ?? TREES[0];
}

function keyBy(draws: Draws): Uint8Array {
  const number = draws.below(KEYS);
  return Buffer.from(`key-${number}${number % 7 === 0 ? '-and-more'.repeat(8) : ''}`);
}

function valueBy(draws: Draws, index: number, bytesMax: number): Uint8Array {
  const value = Buffer.alloc(draws.below(bytesMax + 1), 1 + draws.below(255));
  if (value.length >= 4) value.writeUInt32BE(index);
  return value;
}

/** Makes the changes of transaction `index`. */
export function perform(tx: Transaction, index: number, { changes }: Step): void {
  for (const change of changes) {
    switch (change.kind) {
      case 'put':
        tx.tree(change.tree).put(change.key, change.value);
        break;
      case 'delete':
        tx.tree(change.tree).delete(change.key);
        break;
      case 'drop':
        tx.drop(change.tree);
        break;
      case 'reload':
        tx.drop(change.tree);
        tx.load(change.tree, change.entries);
        break;
      default:
        throw new TypeError(`unknown change ${JSON.stringify(change satisfies never)}`);
    }
  }
  tx.tree(NUMBER_TREE).put(NUMBER_KEY, encodeUint32(index));
}

/** The number of the last transaction that `reader` shows, 0 before the first. */
export function numberIn(reader: Reader): number {
  const value = reader.tree(NUMBER_TREE).get(NUMBER_KEY);
  return value === undefined ? 0 : decodeUint32(value);
}
