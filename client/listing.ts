import type { ListedSeries } from '../server/protocol/index.ts';
import type { CallOptions } from './options.ts';

export interface ListOptions extends CallOptions {
  /** Lists what comes behind this id, whether or not a series has it. Default: all. */
  readonly after?: string | undefined;
}

/** A part of a list. */
export interface Page {
  readonly entries: readonly ListedSeries[];
  /** Whether the list goes on behind the last entry. */
  readonly more: boolean;
}

/**
 * The entries of every page, in order. A page is asked for while the one before it is used, so at
 * most two are held.
 * @param ask resolves to the page behind an id, or to the first
 * @throws what `ask` rejects with, when the entries before are used up.
 */
export async function* walkPages(
  ask: (after: string | undefined) => Promise<Page>,
  after: string | undefined,
): AsyncGenerator<ListedSeries, void, undefined> {
  let next: Promise<Page> | undefined = ask(after);
  while (next !== undefined) {
    const { entries, more }: Page = await next;
    const last = entries.at(-1);
    next = more && last !== undefined ? ask(last.id) : undefined;
    next?.catch(() => undefined); // Whoever stops in the middle never awaits it.
    yield* entries;
  }
}
