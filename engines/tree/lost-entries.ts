import type { Entry } from '../engine.ts';
import type { Catalog, FoundNodes, Survey } from '../storage/index.ts';
import { SLOT_BITS } from '../storage/index.ts';
import type { Nodes } from './nodes.ts';
import { entryAt, type Gap, isWithin, type Seen } from './salvage-walk.ts';

/*
 * A file keeps every node that any commit wrote, so what a damaged page cuts off still stands on
 * other pages, beside older versions of the same entries and entries that were deleted since. Which
 * is which cannot be proven: the nodes that would tell are the ones that are lost. So these entries
 * are kept apart from what is certain, the newest version of each key alone.
 *
 * Invariant: a node belongs to one tree for ever. What a commit's root leads to is that tree's, and
 * so is what leads to a node of it; nodes that hang together and touch no known one have no name.
 */

/** Entries that may be lost, by the key's bytes as text. */
type Candidates = Map<string, { readonly address: number; readonly commit: number }>;

/** Entries of a damaged file that nothing sound leads to from its newest commit. */
export class LostEntries {
  readonly #nodes: Nodes;
  /** The newest commit's nodes. */
  readonly #current: Seen;
  readonly #gaps: ReadonlyMap<string, readonly Gap[]>;
  /** The tree of each other node whose tree is known. */
  readonly #owners: Map<number, string> = new Map();
  readonly #pages: ReadonlyMap<number, FoundNodes>;
  /** By tree; those whose tree is not known under undefined. */
  readonly #found: Map<string | undefined, Candidates> = new Map();

  /** `current` are the nodes that the newest commit reaches, `gaps` what it lacks in each tree. */
  constructor(
    nodes: Nodes,
    { nodes: pages }: Survey,
    current: Seen,
    gaps: ReadonlyMap<string, readonly Gap[]>,
  ) {
    this.#nodes = nodes;
    this.#current = current;
    this.#gaps = gaps;
    this.#pages = new Map(pages.map((found) => [found.page, found]));
  }

  /** Takes up what the trees of a commit reach, as far as pages are sound. */
  addCommit(catalog: Catalog): void {
    for (const [name, { root }] of catalog) {
      const waiting = [root];
      for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
        // Below a node that is known everything is, since no node changes.
        if (!this.#isSound(address) || this.#isKnown(address)) continue;
        this.#owners.set(address, name);
        waiting.push(this.#nodes.left(address), this.#nodes.right(address));
      }
    }
  }

  /**
   * Finds the trees of the nodes that no sound record leads to, and chooses the newest version of
   * each key. `certain` is the commit up to which it is known what is lost.
   */
  choose(certain: number): void {
    const orphans = [...this.#addresses()].filter((address) => !this.#isKnown(address));
    const groups = new Groups();
    const names = new Map<number, string>();
    for (const address of orphans) {
      for (const child of [this.#nodes.left(address), this.#nodes.right(address)]) {
        if (!this.#isSound(child)) continue;
        const owner = this.#owners.get(child) ?? this.#current.tree(child);
        if (owner === undefined) groups.join(address, child);
        else names.set(address, owner);
      }
    }
    const groupNames = new Map([...names].map(([address, name]) => [groups.of(address), name]));
    for (const [address, name] of this.#owners) this.#offer(name, address, certain);
    for (const address of orphans) {
      this.#offer(groupNames.get(groups.of(address)), address, certain);
    }
  }

  /** Trees with entries that may be lost, those of no known tree last. */
  trees(): readonly (string | undefined)[] {
    const names = [...this.#found.keys()];
    return [
      ...names.filter((name) => name !== undefined),
      ...names.filter((name) => name === undefined),
    ];
  }

  /** Those of one of `trees()`, in order of their keys. */
  *entries(tree: string | undefined): Generator<Entry> {
    const found = this.#found.get(tree)!;
    // Latin-1 text sorts as its bytes do.
    for (const key of [...found.keys()].toSorted()) {
      const entry = entryAt(this.#nodes, found.get(key)!.address);
      if (entry !== undefined) yield entry;
    }
  }

  *#addresses(): Generator<number> {
    for (const { page, used } of this.#pages.values()) {
      for (let slot = 0; slot < used; slot += 1) yield page * 2 ** SLOT_BITS + slot;
    }
  }

  #isKnown(address: number): boolean {
    return this.#current.tree(address) !== undefined || this.#owners.has(address);
  }

  #isSound(address: number): boolean {
    const found = this.#pages.get(address >>> SLOT_BITS);
    return found !== undefined && address % 2 ** SLOT_BITS < found.used;
  }

  /** An entry may be lost if its tree lacks something there, or its commit is above all certain. */
  #offer(tree: string | undefined, address: number, certain: number): void {
    const key = entryAt(this.#nodes, address)?.key;
    if (key === undefined) return;
    const { commit } = this.#pages.get(address >>> SLOT_BITS)!;
    const gaps = tree === undefined ? [...this.#gaps.values()].flat() : this.#gaps.get(tree);
    if (commit <= certain && !isWithin(key, gaps ?? [])) return;
    let candidates = this.#found.get(tree);
    if (candidates === undefined) this.#found.set(tree, (candidates = new Map()));
    const text = Buffer.from(key).toString('latin1');
    if (commit > (candidates.get(text)?.commit ?? -1)) candidates.set(text, { address, commit });
  }
}

/** Numbers that hang together. */
class Groups {
  readonly #above: Map<number, number> = new Map();

  /** One number for all of a group. */
  of(member: number): number {
    let top = member;
    for (let next = this.#above.get(top); next !== undefined; next = this.#above.get(top))
      top = next;
    for (let at = member; at !== top; ) {
      const next = this.#above.get(at)!;
      this.#above.set(at, top);
      at = next;
    }
    return top;
  }

  join(a: number, b: number): void {
    const [one, other] = [this.of(a), this.of(b)];
    if (one !== other) this.#above.set(one, other);
  }
}
