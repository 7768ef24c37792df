import type { Transaction, TreeWriter } from '../../../engines/index.ts';
import type { Target } from './backing.ts';
import { checkEntry, inOrder, keyIn, type Names, spanOf, unsupported, withName } from './keys.ts';
import { readerOf, type Seen } from './reader.ts';
import type { Sizes } from './sizes.ts';

/** The trees that there are, and how large each is. */
export interface State {
  readonly names: Names;
  readonly sizes: Sizes;
}

/** What a transaction needs of its file. */
export interface Surroundings {
  /** Throws `CLOSED` once the transaction has ended. */
  readonly live: () => void;
  readonly state: () => State;
  readonly onState: (state: State) => void;
  /** Told the bytes of the key and the value of each put. */
  readonly onPut: (bytes: number) => void;
  /** A number that no tree has had. */
  readonly newId: () => number;
}

/** A transaction over what a library writes to. */
export function transactionOf(
  target: Target,
  { live, state, onState, onPut, newId }: Surroundings,
): Transaction {
  const versions = new Map<string, number>();

  /** Notes a write to a tree, which grew by so much. */
  function change(name: string, grown: { readonly entries: number; readonly bytes: number }): void {
    versions.set(name, (versions.get(name) ?? 0) + 1);
    const { names, sizes } = state();
    const { entries, bytes } = sizes.get(name) ?? { entries: 0, bytes: 0 };
    const size = { entries: entries + grown.entries, bytes: bytes + grown.bytes };
    onState({ names, sizes: new Map(sizes).set(name, size) });
  }

  function see(name: string): Seen {
    live();
    return { source: target, id: state().names.get(name), version: versions.get(name) ?? 0 };
  }

  function idOf(name: string): number {
    const { names, sizes } = state();
    const known = names.get(name);
    if (known !== undefined) return known;
    const id = newId();
    onState({ names: withName(names, name, id), sizes });
    return id;
  }

  const treeOf = (name: string): TreeWriter => ({
    ...readerOf(() => see(name)),
    put(key, value) {
      live();
      checkEntry(key, value);
      const joined = keyIn(idOf(name), key);
      const old = target.get(joined);
      target.put(joined, new Uint8Array(value));
      const bytes = value.length - (old?.length ?? -key.length);
      change(name, { entries: old === undefined ? 1 : 0, bytes });
      onPut(key.length + value.length);
    },
    delete(key) {
      const { id } = see(name);
      if (id === undefined || key.length === 0) return false;
      const joined = keyIn(id, key);
      const old = target.get(joined);
      if (old === undefined) return false;
      target.delete(joined);
      change(name, { entries: -1, bytes: -key.length - old.length });
      return true;
    },
  });

  function drop(name: string): boolean {
    const { id, source } = see(name);
    if (id === undefined) return false;
    if (source.walk === undefined) return unsupported();
    const keys = Array.from(source.walk(spanOf(id, {})), ([key]) => new Uint8Array(key));
    for (const key of keys) target.delete(key);
    change(name, { entries: 0, bytes: 0 });
    const [names, sizes] = [new Map(state().names), new Map(state().sizes)];
    names.delete(name);
    sizes.delete(name);
    onState({ names, sizes });
    return true;
  }

  return {
    tree: treeOf,
    trees() {
      live();
      return inOrder(state().names.keys());
    },
    drop,
    load: unsupported,
  };
}
