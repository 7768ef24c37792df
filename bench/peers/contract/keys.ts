import { EngineError, type EngineErrorCode, LIMITS, type Range } from '../../../engines/index.ts';
import type { Span } from './backing.ts';

/** The ids of the trees that there are, by name; an id is never used twice. */
export type Names = ReadonlyMap<string, number>;

const ID_BYTES = 4;

/** The key of a tree's entry in the one map that holds all trees. */
export function keyIn(tree: number, key: Uint8Array): Buffer {
  const joined = Buffer.allocUnsafe(ID_BYTES + key.length);
  joined.writeUInt32BE(tree);
  joined.set(key, ID_BYTES);
  return joined;
}

/** The key of an entry in its tree, in bytes of its own. */
export function keyOf(joined: Uint8Array): Uint8Array {
  return new Uint8Array(joined.subarray(ID_BYTES));
}

/** What a range spans in the one map that holds all trees. */
export function spanOf(tree: number, { gt, gte, lt, lte, reverse = false }: Range): Span {
  const first = gt === undefined ? (gte ?? new Uint8Array(0)) : after(gt);
  const from = keyIn(tree, first);
  const last = lt ?? (lte === undefined ? undefined : after(lte));
  const to = last === undefined ? keyIn(tree + 1, new Uint8Array(0)) : keyIn(tree, last);
  return { from, to, reverse };
}

/** The least key above `key`. */
function after(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1);
  next.set(key);
  return next;
}

/** @throws EngineError `KEY_SIZE`, `VALUE_SIZE`. */
export function checkEntry(key: Uint8Array, value: Uint8Array): void {
  const { keyBytesMax, valueBytesMax } = LIMITS;
  if (key.length < 1 || key.length > keyBytesMax) {
    fail('KEY_SIZE', `a key has 1 to ${keyBytesMax} bytes, not ${key.length}`);
  }
  if (value.length > valueBytesMax) {
    fail('VALUE_SIZE', `a value has up to ${valueBytesMax} bytes, not ${value.length}`);
  }
}

/** `names` with one more. @throws EngineError `TREE_NAME`, `TREES`. */
export function withName(names: Names, name: string, id: number): Names {
  const { treeNameBytesMax, treesMax } = LIMITS;
  const bytes = Buffer.byteLength(name);
  if (bytes < 1 || bytes > treeNameBytesMax) {
    fail('TREE_NAME', `a tree name has 1 to ${treeNameBytesMax} bytes, not ${bytes}`);
  }
  if (names.size >= treesMax) fail('TREES', `there are ${treesMax} trees already`);
  return new Map(names).set(name, id);
}

/** Names in the order of their bytes. */
export function inOrder(names: Iterable<string>): readonly string[] {
  return [...names].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** Throws an EngineError. */
export function fail(code: EngineErrorCode, message: string): never {
  throw new EngineError(code, message);
}

/** What an operation answers that the manifest leaves out. */
export function unsupported(): never {
  return fail('UNSUPPORTED', 'this peer does not do it; see its manifest');
}
