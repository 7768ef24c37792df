import type { EngineFile, Snapshot } from '../../engines/index.ts';
import { emptyModel, type Model } from '../model.ts';
import { digestOf, modelDigest } from './contents.ts';
import { EMPTY_DISK } from './journal.ts';
import { type EngineOver, PATH } from './life.ts';
import { recordingStorage } from './recording-storage.ts';
import { type Changes, changed, perform, put, remove } from './steps.ts';

/** The least cache there is, so that readers come back to pages that were let go of. */
const CACHE = { cacheBytes: 64 * 2 ** 10 };
const COMMITS = 10;

function changesOf(round: number): Changes {
  const puts = Array.from({ length: 8 }, (_, index) =>
    put('a', `k${(round * 3 + index) % 20}`, `${round}`.repeat(1500)),
  );
  return [...puts, remove('a', `k${(round * 7) % 20}`)];
}

interface Held {
  readonly snapshot: Snapshot;
  readonly model: Model;
  readonly who: string;
}

/**
 * Holds a snapshot of every commit, in the writer and in a reader of its own, and reads them all
 * again after each later commit and compaction. Returns what one of them saw wrong.
 */
export async function tryReaders(engineOver: EngineOver): Promise<readonly string[]> {
  const engine = engineOver(recordingStorage(EMPTY_DISK).storage);
  const file = await engine.open(PATH, CACHE);
  const compacts = !engine.manifest.unsupported.includes('compact');
  const files: EngineFile[] = [file];
  const held: Held[] = [];
  let model = emptyModel;
  for (let round = 0; round < COMMITS; round += 1) {
    const changes = changesOf(round);
    model = changed(model, changes);
    await file.write((tx) => perform(tx, changes));
    if (compacts && round % 4 === 3) await file.compact();
    const reader = await engine.open(PATH, { ...CACHE, readOnly: true });
    files.push(reader);
    held.push({ snapshot: file.snapshot(), model, who: 'the writer' });
    held.push({ snapshot: reader.snapshot(), model, who: 'a reader' });
    const wrong = held.flatMap((one) => seen(one, round));
    if (wrong.length > 0) return wrong;
  }
  for (const open of files) await open.close();
  return [];
}

function seen({ snapshot, model, who }: Held, round: number): readonly string[] {
  const where = `${who}'s snapshot of commit ${snapshot.commit}, read after commit ${round + 1}`;
  try {
    const digest = digestOf(snapshot);
    return digest === modelDigest(model) ? [] : [`${where}: ${digest}`];
  } catch (error) {
    return [`${where}: ${String(error)}`];
  }
}
