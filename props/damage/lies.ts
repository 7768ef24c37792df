import type { Engine, EngineFile } from '../../engines/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import { DAMAGED_PATH, type Trees, treesOf } from './corpus.ts';
import { judgeReader, judgeWriter, type State, type Verdict } from './judge.ts';
import { memoryStorage } from './memory-storage.ts';

/** What a disk may do with a write that it says it did. */
export const LIES = ['dropped', 'short', 'zeroed'] as const;

export type Lie = (typeof LIES)[number];

export interface LieOutcome {
  /** Whether the write that was to be lied about was reached. */
  readonly reached: boolean;
  /**
   * `harmless`: what was lost is never read. `behind`: only the mark of the last commit was lost
   * while its writer had the file open; a writer finds that commit, a reader the one before.
   */
  readonly verdict: 'found' | 'harmless' | 'behind' | 'wrong';
  readonly why: string;
}

const COMMITS = 6;

/**
 * Commits some values to a disk that lies about the `index`-th write, closes the file or leaves it
 * as a killed process does, and opens it again: what was acknowledged must be there, or its absence
 * be an error or reported.
 */
export async function tryLie(
  engineOver: (storage: Storage) => Engine,
  attempt: { readonly lie: Lie; readonly index: number; readonly close: boolean },
): Promise<LieOutcome> {
  const memory = memoryStorage(new Map());
  const engine = engineOver(memory.storage);
  await (await engine.open(DAMAGED_PATH)).close();
  const lying = lyingStorage(memory.storage, attempt.lie, attempt.index);
  const file = await engineOver(lying.storage).open(DAMAGED_PATH);
  const states: State[] = [];
  try {
    for (let commit = 1; commit <= COMMITS; commit += 1) {
      await file.write((tx) => {
        tx.tree('a').put(Buffer.from('shared'), Buffer.from(`${commit}`));
        tx.tree('a').put(Buffer.from(`key-${commit}`), Buffer.alloc(commit * 1000, commit));
      });
      states.push(stateOf(file));
    }
    if (attempt.close) await file.close();
  } catch {
    // The lie was found while the file was open.
    return { reached: true, verdict: 'found', why: '' };
  }
  const bytes = memory.bytes(DAMAGED_PATH);
  const newest = states.at(-1)!;
  const read = await judgeReader(engineOver, bytes, states);
  const written = await judgeWriter(engineOver, bytes, [newest]);
  const verdict = classed(read, written, newest);
  return { reached: lying.reached(), verdict, why: JSON.stringify({ read, written }) };
}

function stateOf(file: EngineFile): State {
  const snapshot = file.snapshot();
  const trees: Trees = treesOf(snapshot);
  snapshot.release();
  return { commit: snapshot.commit, trees };
}

function classed(read: Verdict, written: Verdict, newest: State): LieOutcome['verdict'] {
  if (read.tag === 'wrong' || written.tag === 'wrong') return 'wrong';
  if (read.tag === 'refused' || read.tag === 'reported') return 'found';
  if (read.commit === newest.commit) return 'harmless';
  return read.commit === newest.commit - 1 && written.tag === 'unnoticed' ? 'behind' : 'wrong';
}

function lyingStorage(
  storage: Storage,
  lie: Lie,
  index: number,
): { readonly storage: Storage; reached(): boolean } {
  let count = 0;
  return {
    reached: () => count >= index,
    storage: {
      ...storage,
      async open(path, mode) {
        const file = await storage.open(path, mode);
        return {
          ...file,
          async write(source, position) {
            count += 1;
            if (count !== index) return file.write(source, position);
            if (lie === 'dropped') return;
            const kept = lie === 'short' ? source.subarray(0, source.length >> 1) : zeros(source);
            await file.write(kept, position);
          },
        };
      },
    },
  };
}

function zeros(source: Uint8Array): Uint8Array {
  return new Uint8Array(source.length);
}
