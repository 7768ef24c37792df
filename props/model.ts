/**
 * The oracle: what every read of the contract answers, computed in the plainest way there is.
 *
 * Invariants:
 * 1. A tree is an array of entries in strictly ascending key order.
 * 2. Nothing changes in place: a write answers a new model, so that an old one is a snapshot.
 * 3. A read looks at every entry. No search is shared with any engine.
 */
import type { Entry, Range } from '../engines/index.ts';

/** One tree of the model. */
export type Entries = readonly Entry[];

/**
 * All trees at one moment, by name. A tree whose last key was removed stays, empty: whether such
 * a tree still exists is the engine's choice.
 */
export type Model = ReadonlyMap<string, Entries>;

/** The model of a new file. */
export const emptyModel: Model = new Map();

/** Negative, 0 or positive as `left` is below, equal to or above `right`: unsigned bytes. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  return Buffer.compare(left, right);
}

/** The tree called `name`, empty where there is none. */
export function entriesOf(model: Model, name: string): Entries {
  return model.get(name) ?? [];
}

/** The model with `key` set to `value` in tree `name`; both arrays are kept, not copied. */
export function withPut(model: Model, name: string, entry: Entry): Model {
  const entries = entriesOf(model, name);
  const below = entries.filter(({ key }) => compareBytes(key, entry.key) < 0);
  const above = entries.filter(({ key }) => compareBytes(key, entry.key) > 0);
  return new Map(model).set(name, [...below, entry, ...above]);
}

/** The model without `key` in tree `name`; the same model where it is absent. */
export function withoutKey(model: Model, name: string, key: Uint8Array): Model {
  const entries = entriesOf(model, name);
  const kept = entries.filter((entry) => compareBytes(entry.key, key) !== 0);
  return kept.length === entries.length ? model : new Map(model).set(name, kept);
}

/** The model without tree `name`. */
export function withoutTree(model: Model, name: string): Model {
  return new Map([...model].filter(([tree]) => tree !== name));
}

/** The model whose tree `name` is `entries`, which ascend strictly. */
export function withTree(model: Model, name: string, entries: Entries): Model {
  return new Map(model).set(name, entries);
}

/** The value of `key`, or undefined. */
export function valueOf(entries: Entries, key: Uint8Array): Uint8Array | undefined {
  return entries.find((entry) => compareBytes(entry.key, key) === 0)?.value;
}

/** The entries that `range` yields, in the order it yields them. */
export function within(entries: Entries, range: Range = {}): Entries {
  const chosen = entries.filter(
    ({ key }) =>
      (range.gt === undefined || compareBytes(key, range.gt) > 0) &&
      (range.gte === undefined || compareBytes(key, range.gte) >= 0) &&
      (range.lt === undefined || compareBytes(key, range.lt) < 0) &&
      (range.lte === undefined || compareBytes(key, range.lte) <= 0),
  );
  if (range.reverse === true) {
    chosen.reverse();
  }
  return range.limit === undefined ? chosen : chosen.slice(0, range.limit);
}

/** What `count` answers: the number of keys within the bounds, whatever the limit. */
export function countWithin(entries: Entries, range: Range = {}): number {
  return within(entries, { ...range, limit: undefined }).length;
}

/** The position of the least key that is not below `key`, or undefined beyond the last. */
export function indexNotBelow(entries: Entries, key: Uint8Array): number | undefined {
  const index = entries.findIndex((entry) => compareBytes(entry.key, key) >= 0);
  return index === -1 ? undefined : index;
}

/** The names of the trees that hold an entry, in order of their UTF-8 bytes. */
export function treesWithEntries(model: Model): readonly string[] {
  return [...model]
    .filter(([, entries]) => entries.length > 0)
    .map(([name]) => name)
    .toSorted((left, right) => compareBytes(Buffer.from(left), Buffer.from(right)));
}

/** Whether both models hold the same entries; empty trees count for nothing. */
export function sameContents(left: Model, right: Model): boolean {
  const names = treesWithEntries(left);
  const others = treesWithEntries(right);
  return (
    names.length === others.length &&
    names.every(
      (name, index) =>
        name === others[index] && sameEntries(entriesOf(left, name), entriesOf(right, name)),
    )
  );
}

/** Whether both hold equal keys and equal values in the same order. */
function sameEntries(left: Entries, right: Entries): boolean {
  return (
    left.length === right.length &&
    left.every((entry, index) => {
      const other = right[index];
      return (
        other !== undefined &&
        compareBytes(entry.key, other.key) === 0 &&
        compareBytes(entry.value, other.value) === 0
      );
    })
  );
}
