import type { Entry } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { SLOT_BITS } from '../storage/index.ts';
import type { Nodes } from './nodes.ts';

/*
 * Invariants
 *  1 A walk enters an address once, so that it ends whatever the links say.
 *  2 What it yields is whole and above what it yielded before.
 *  3 Whatever it could not read lies in a gap: between the keys next to it that it could.
 */

/** Keys between two others, both excluded; absent bounds are open. */
export interface Gap {
  readonly after: Uint8Array | undefined;
  before: Uint8Array | undefined;
}

/** Addresses that were entered, each with the tree that it was entered in. */
export class Seen {
  readonly #pages: Map<number, (string | undefined)[]> = new Map();

  tree(address: number): string | undefined {
    return this.#pages.get(address >>> SLOT_BITS)?.[address % 2 ** SLOT_BITS];
  }

  /** Adds an address; false when it was there. */
  add(address: number, tree: string): boolean {
    const page = address >>> SLOT_BITS;
    let slots = this.#pages.get(page);
    if (slots === undefined) this.#pages.set(page, (slots = []));
    const slot = address % 2 ** SLOT_BITS;
    if (slots[slot] !== undefined) return false;
    slots[slot] = tree;
    return true;
  }
}

/** What could not be read on a walk. */
export interface Losses {
  readonly gaps: Gap[];
  /** Pages by number. */
  readonly pages: Set<number>;
}

/**
 * The entries below `root` that can be read, ascending, each in bytes of its own; adds what cannot
 * be to `losses`.
 */
export function* walkDamaged(
  nodes: Nodes,
  { name, root }: { readonly name: string; readonly root: number },
  seen: Seen,
  losses: Losses,
): Generator<Entry> {
  const path: number[] = [];
  let last: Uint8Array | undefined;
  let gap: Gap | undefined;
  const lose = (address: number): void => {
    losses.pages.add(address >>> SLOT_BITS);
    if (gap === undefined) losses.gaps.push((gap = { after: last, before: undefined }));
  };
  let next = root;
  for (;;) {
    while (next !== 0) {
      const left = enter(nodes, next, seen, name);
      if (left === undefined) {
        lose(next);
        break;
      }
      path.push(next);
      next = left;
    }
    const address = path.pop();
    if (address === undefined) return;
    const entry = entryAt(nodes, address);
    if (entry !== undefined && (last === undefined || Buffer.compare(last, entry.key) < 0)) {
      if (gap !== undefined) gap.before = entry.key;
      gap = undefined;
      last = entry.key;
      yield entry;
    } else {
      lose(address);
    }
    next = tried(() => nodes.right(address)) ?? 0;
  }
}

/** The left child of a node that is entered for the first time, or undefined. */
function enter(nodes: Nodes, address: number, seen: Seen, tree: string): number | undefined {
  return tried(() => {
    const left = nodes.left(address);
    return seen.add(address, tree) ? left : undefined;
  });
}

const longKey: Uint8Array = new Uint8Array(LIMITS.keyBytesMax);

/** The entry of a node whose page verifies, or undefined when a part of it cannot be read. */
export function entryAt(nodes: Nodes, address: number): Entry | undefined {
  return tried(() => {
    const key = nodes.key(address, longKey).slice();
    // A slot that no node has taken has no key.
    if (key.length === 0) return undefined;
    const value = nodes.value(address);
    return value.length > LIMITS.valueBytesMax ? undefined : { key, value: value.slice() };
  });
}

function tried<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

export function isWithin(key: Uint8Array, gaps: readonly Gap[]): boolean {
  return gaps.some(({ after, before }) => {
    if (after !== undefined && Buffer.compare(key, after) <= 0) return false;
    return before === undefined || Buffer.compare(key, before) < 0;
  });
}
