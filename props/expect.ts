/**
 * Expectations of the laws. Each throws an AssertionError whose message holds both sides, in a
 * form that fits on a line; none depends on a test runner.
 */
import { AssertionError } from 'node:assert';
import type { EngineErrorCode, Entry } from '../engines/index.ts';
import { compareBytes } from './model.ts';
import { showBytes, showEntry } from './show.ts';

function broken(what: string, found: string, expected: string): never {
  throw new AssertionError({ message: `${what}: found ${found}, expected ${expected}` });
}

function showError(error: unknown): string {
  const code = codeOf(error);
  return code === undefined ? String(error) : `${code} (${(error as Error).message})`;
}

/**
 * The code of an engine's error, or undefined. Nothing else is asked of it: the class of an engine
 * of somebody else may come from another copy of this package, or from nowhere near it.
 */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Marks the end of a switch over every alternative of a union. */
export function unreachable(value: never): never {
  throw new TypeError(`no alternative for ${String(value)}`);
}

/** Requires `found` and `expected` to be the same value, as Object.is has it. */
export function expectSame<T>(found: T, expected: T, what: string): void {
  if (!Object.is(found, expected)) {
    broken(what, String(found), String(expected));
  }
}

/** Requires the same values in the same order. */
export function expectList<T>(found: readonly T[], expected: readonly T[], what: string): void {
  if (found.length !== expected.length || found.some((item, at) => item !== expected[at])) {
    broken(what, `[${found.join(', ')}]`, `[${expected.join(', ')}]`);
  }
}

/** Requires `condition`; `what` says in full what was to hold. */
export function expectThat(condition: boolean, what: string): void {
  if (!condition) {
    throw new AssertionError({ message: what });
  }
}

/** Requires equal bytes, or undefined on both sides. */
export function expectBytes(
  found: Uint8Array | undefined,
  expected: Uint8Array | undefined,
  what: string,
): void {
  const same =
    found === undefined || expected === undefined
      ? found === expected
      : compareBytes(found, expected) === 0;
  if (!same) {
    broken(what, showBytes(found), showBytes(expected));
  }
}

/** Requires an equal key and an equal value, or undefined on both sides. */
export function expectEntry(
  found: Entry | undefined,
  expected: Entry | undefined,
  what: string,
): void {
  const same =
    found === undefined || expected === undefined
      ? found === expected
      : compareBytes(found.key, expected.key) === 0 &&
        compareBytes(found.value, expected.value) === 0;
  if (!same) {
    broken(what, showEntry(found), showEntry(expected));
  }
}

/** Requires equal entries in the same order; names the first place where they differ. */
export function expectEntries(
  found: Iterable<Entry>,
  expected: readonly Entry[],
  what: string,
): void {
  let index = 0;
  for (const entry of found) {
    expectEntry(entry, expected[index], `${what}, entry ${index}`);
    index += 1;
  }
  expectSame(index, expected.length, `${what}, number of entries`);
}

/** Requires `operation` to throw an EngineError of one of `codes`. */
export function expectCode(
  codes: EngineErrorCode | readonly EngineErrorCode[],
  operation: () => unknown,
  what: string,
): void {
  const allowed: readonly string[] = typeof codes === 'string' ? [codes] : codes;
  let thrown: unknown;
  try {
    operation();
  } catch (error) {
    thrown = error;
  }
  expectErrorCode(thrown, allowed, what);
}

/** Requires `outcome` to reject with an error of one of `codes`. */
export async function expectRejects(
  codes: EngineErrorCode | readonly EngineErrorCode[],
  outcome: () => Promise<unknown>,
  what: string,
): Promise<void> {
  const allowed: readonly string[] = typeof codes === 'string' ? [codes] : codes;
  expectErrorCode(await rejectionOf(outcome), allowed, what);
}

/**
 * What `outcome` rejects with, or undefined when it resolves. An error thrown before a promise is
 * there is a broken law of its own: who awaits an operation must meet its errors in one place.
 */
export async function rejectionOf(outcome: () => Promise<unknown>): Promise<unknown> {
  let pending: Promise<unknown>;
  try {
    pending = outcome();
  } catch (error) {
    throw new AssertionError({
      message: `an operation that answers with a promise threw at once: ${showError(error)}`,
    });
  }
  return pending.then(
    () => undefined,
    (error: unknown) => error,
  );
}

function expectErrorCode(error: unknown, allowed: readonly string[], what: string): void {
  if (!allowed.includes(codeOf(error) ?? '')) {
    const found = error === undefined ? 'no error' : showError(error);
    broken(what, found, `an EngineError ${allowed.join(' or ')}`);
  }
}
