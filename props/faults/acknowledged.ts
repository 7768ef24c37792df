import { FIRST_DATA_PAGE, PAGE, PAGE_BYTES } from '../../engines/storage/index.ts';
import type { Operation } from './journal.ts';

/** A write of bytes that belong to a commit. */
interface CommitWrite {
  readonly index: number;
  readonly file: number;
  readonly commit: number;
}

/**
 * Which acknowledgements of `journal` came too early, told: between the last write of the bytes of
 * a commit and its acknowledgement there must be a sync of the file that returned. `checked`
 * counts the acknowledgements.
 */
export function earlyAcknowledgements(journal: readonly Operation[]): {
  readonly checked: number;
  readonly early: readonly string[];
} {
  const writes = commitWrites(journal);
  const early: string[] = [];
  let checked = 0;
  for (const [index, note] of journal.entries()) {
    if (note.tag !== 'acknowledged') continue;
    checked += 1;
    const before = writes.filter((write) => write.index < index);
    const files = new Set(before.map(({ file }) => file));
    // A compaction writes the same commits to another file; one of the two has to be durable.
    const synced = [...files].some((file) => {
      const own = before.filter((write) => write.file === file);
      // Commits that share a sync share an extent, which has the number of the last of them.
      const group = Math.min(...own.map(({ commit }) => commit).filter((c) => c >= note.commit));
      const last = own.findLast(({ commit }) => commit <= group);
      if (group === Infinity || last === undefined) return false;
      return journal
        .slice(last.index, index)
        .some((operation) => operation.tag === 'sync' && operation.file === file);
    });
    if (!synced) early.push(`commit ${note.commit}, acknowledged at ${index}, was not synced`);
  }
  return { checked, early };
}

/** The writes of pages, by the commit that their first page names. */
function commitWrites(journal: readonly Operation[]): readonly CommitWrite[] {
  const writes: CommitWrite[] = [];
  for (const [index, operation] of journal.entries()) {
    if (operation.tag !== 'write' || operation.position < FIRST_DATA_PAGE * PAGE_BYTES) continue;
    const { file, position, bytes } = operation;
    const { page, commit } = headerOf(bytes);
    if (page === 0) continue;
    if (page === position / PAGE_BYTES) writes.push({ index, file, commit });
    else writes.push({ index, file, commit: writes.at(-1)?.commit ?? 0 });
  }
  return writes;
}

function headerOf(bytes: Uint8Array): { readonly page: number; readonly commit: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    page: view.getUint32(PAGE.page * 4, true),
    commit: Number(view.getBigUint64(PAGE.commitLow * 4, true)),
  };
}

/** Commits that each sync of a journal made durable, where it acknowledged any. */
export function commitsPerSync(journal: readonly Operation[]): readonly number[] {
  const counts: number[] = [];
  let since = 0;
  for (const operation of journal) {
    if (operation.tag === 'acknowledged') since += 1;
    if (operation.tag !== 'sync' || since === 0) continue;
    counts.push(since);
    since = 0;
  }
  return since === 0 ? counts : [...counts, since];
}
