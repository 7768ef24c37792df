import type { Version } from './committer.ts';
import type { SourceState } from './copy-file.ts';
import { copyError } from './copy-file.ts';
import { type Ends, lastingState } from './ends.ts';

/*
 * A compaction copies the newest state to another file, while writers go on; then what they have
 * written meanwhile, again and again until that is little; then, with writers held, the rest. Then
 * the copy takes the name. Snapshots of the file that had it keep that one.
 */

/** What a compaction needs of the file that is open. */
export interface Compactable {
  readonly ends: Ends;
  /** Gives what snapshots see a place in file pages. */
  readonly seal: () => Version;
  /** Throws when the compaction has to be given up. */
  readonly stopped: () => void;
  /** Holds writers from now on; what it returns lets them go. */
  readonly hold: () => () => void;
  /** Goes over to the file that has taken the name. */
  readonly swap: (ends: Ends) => void;
}

/** Pages that may be left for the last round. */
const PAGES_LEFT_MAX = 256;
/** Rounds after which writers are held, however fast they write. */
const ROUNDS_MAX = 8;

/** @throws EngineError `FULL`, `IO`, `CORRUPT`, `CLOSED`; the file is then as it was. */
export async function compact(file: Compactable, engine: string): Promise<void> {
  const { ends, seal, stopped } = file;
  const successor = await ends.succeed(engine);
  try {
    let state: SourceState | undefined;
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const next = await lastingState(ends, seal);
      stopped();
      if (state !== undefined && next.end - state.end <= PAGES_LEFT_MAX) break;
      await successor.copy.advance(ends.store, next, stopped);
      state = next;
    }
    const release = file.hold();
    try {
      const last = await lastingState(ends, seal);
      await successor.copy.advance(ends.store, last, stopped);
      file.swap(await successor.replace());
    } finally {
      release();
    }
  } catch (error) {
    await successor.abandon();
    throw copyError(error, ends.path ?? 'the copy in memory');
  }
}

/** Bytes that no commit reaches before a file is compacted unasked. */
const DEAD_BYTES_MIN: number = 64 * 2 ** 20;

/** Whether a file of so many bytes, of which some are live, is to be compacted. */
export function compactionIsDue(bytesTotal: number, bytesLive: number): boolean {
  const bytesDead = bytesTotal - bytesLive;
  return bytesDead > bytesLive && bytesDead > DEAD_BYTES_MIN;
}
