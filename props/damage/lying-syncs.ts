import type { Engine } from '../../engines/index.ts';
import { MARK_PAGES, PAGE_BYTES, type Storage } from '../../engines/storage/index.ts';
import { DAMAGED_PATH, treesOf } from './corpus.ts';
import { judgeReader, judgeWriter, type State } from './judge.ts';
import { memoryStorage } from './memory-storage.ts';

/**
 * What a power cut leaves behind a sync that did nothing. `found`: the mark had reached the disk, so
 * what it names is missed. `undetectable`: nothing of the commit had, and the disk holds the one
 * before, whole; no program can tell that from a commit that never was.
 */
export type SyncLie = 'found' | 'undetectable' | 'wrong';

/**
 * Acknowledges a commit over a sync that does nothing, then cuts the power: everything since the
 * last true sync is lost, but for the mark when `markSurvives`.
 */
export async function trySyncLie(
  engineOver: (storage: Storage) => Engine,
  { commits, markSurvives }: { readonly commits: number; readonly markSurvives: boolean },
): Promise<SyncLie> {
  const memory = memoryStorage(new Map());
  const file = await engineOver(memory.storage).open(DAMAGED_PATH);
  const states: State[] = [{ commit: 0, trees: [] }];
  let durable: Uint8Array = new Uint8Array(0);
  for (let commit = 1; commit <= commits; commit += 1) {
    // What the last commit's sync does not write stays as it was here.
    durable = memory.bytes(DAMAGED_PATH);
    await file.write((tx) =>
      tx.tree('a').put(Buffer.from(`k${commit}`), Buffer.alloc(commit * 700)),
    );
    const snapshot = file.snapshot();
    states.push({ commit: snapshot.commit, trees: treesOf(snapshot) });
    snapshot.release();
  }
  const left = durable.slice();
  if (markSurvives) {
    const after = memory.bytes(DAMAGED_PATH);
    for (const page of MARK_PAGES) {
      const [start, end] = [page * PAGE_BYTES, (page + 1) * PAGE_BYTES];
      left.set(after.subarray(start, end), start);
    }
  }
  await file.close();
  const read = await judgeReader(engineOver, left, states);
  const written = await judgeWriter(engineOver, left, states);
  if (read.tag === 'refused' && written.tag === 'refused') return 'found';
  const before = commits - 1;
  const whole = read.tag === 'unnoticed' && written.tag === 'unnoticed';
  return whole && read.commit === before && written.commit === before ? 'undetectable' : 'wrong';
}
