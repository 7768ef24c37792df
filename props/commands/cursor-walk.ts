import type { Cursor, TreeReader } from '../../engines/index.ts';
import { expectBytes, expectSame, expectThat, unreachable } from '../expect.ts';
import { type Entries, indexNotBelow } from '../model.ts';
import { showBytes } from '../show.ts';

/** One call on a cursor. */
export type Move =
  | { readonly kind: 'first' | 'last' | 'next' | 'previous' }
  | { readonly kind: 'seek'; readonly key: Uint8Array };

/** A move as counterexamples print it. */
export function showMove(move: Move): string {
  return move.kind === 'seek' ? `seek ${showBytes(move.key)}` : move.kind;
}

/**
 * Walks a new cursor of `tree` through `moves` and requires it to be, after each, where an index
 * into `entries` is: on the same key and value, or on none.
 */
export function expectWalk(tree: TreeReader, entries: Entries, moves: readonly Move[]): void {
  const cursor = tree.cursor();
  expectOnNone(cursor, 'a new cursor');
  let index: number | undefined;
  for (const [step, move] of moves.entries()) {
    const what = `cursor, move ${step} (${showMove(move)})`;
    index = indexAfter(entries, index, move);
    const entry = index === undefined ? undefined : entries[index];
    expectSame(moveCursor(cursor, move), entry !== undefined, what);
    if (entry === undefined) {
      expectOnNone(cursor, what);
    } else {
      expectBytes(cursor.key(), entry.key, `${what}, key`);
      expectBytes(cursor.value(), entry.value, `${what}, value`);
    }
  }
}

/** Requires `key` and `value` to be refused with a RangeError. */
export function expectOnNone(cursor: Cursor, what: string): void {
  for (const read of ['key', 'value'] as const) {
    let thrown: unknown;
    try {
      cursor[read]();
    } catch (error) {
      thrown = error;
    }
    expectThat(
      thrown instanceof RangeError,
      `${what}: ${read}() on no entry must throw a RangeError, not ${String(thrown)}`,
    );
  }
}

function indexAfter(entries: Entries, index: number | undefined, move: Move): number | undefined {
  const target = targetOf(entries, index, move);
  return target !== undefined && target >= 0 && target < entries.length ? target : undefined;
}

function targetOf(entries: Entries, index: number | undefined, move: Move): number | undefined {
  switch (move.kind) {
    case 'first':
      return 0;
    case 'last':
      return entries.length - 1;
    case 'seek':
      return indexNotBelow(entries, move.key);
    case 'next':
      return index === undefined ? undefined : index + 1;
    case 'previous':
      return index === undefined ? undefined : index - 1;
    default:
      return unreachable(move);
  }
}

function moveCursor(cursor: Cursor, move: Move): boolean {
  return move.kind === 'seek' ? cursor.seek(move.key) : cursor[move.kind]();
}
