import type { Version } from './committer.ts';
import type { SourceState } from './copy-file.ts';
import { copyError } from './copy-file.ts';
import { type Ends, lastingState } from './ends.ts';

/*
 * A compaction copies the newest state to another file, while writers go on; then what they have
 * written meanwhile, again and again until that is little or becomes little less; then, with writers
 * held, the rest. Then the copy takes the name. Snapshots of the file that had it keep that one.
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
/** A round has to leave less than this share of what the round before it left, to be worth another. */
const SHARE_LEFT_MAX = 0.5;

/** @throws EngineError `FULL`, `IO`, `CORRUPT`, `CLOSED`; the file is then as it was. */
export async function compact(file: Compactable, engine: string): Promise<void> {
  const { ends, seal, stopped } = file;
  const successor = await ends.succeed(engine);
  try {
    let copied: SourceState | undefined;
    let pagesLeft = Infinity;
    for (;;) {
      const next = await lastingState(ends, seal);
      stopped();
      const pages = copied === undefined ? pagesLeft : next.end - copied.end;
      if (pages <= PAGES_LEFT_MAX || pages > pagesLeft * SHARE_LEFT_MAX) break;
      await successor.copy.advance(ends.store, next, stopped);
      copied = next;
      pagesLeft = pages;
    }
    const release = file.hold();
    try {
      const last = await lastingState(ends, seal);
      await successor.copy.advance(ends.store, last, stopped);
      stopped();
      file.swap(await successor.replace());
    } finally {
      release();
    }
  } catch (error) {
    await successor.abandon();
    throw copyError(error, ends.sheet?.path ?? 'the copy in memory');
  }
}

/*
 * A file that is overwritten as fast as the disk takes it stays below three times what is alive and
 * 64 MiB: a compaction begins early enough for writers to go on on most machines, and holds them
 * back on others.
 */

/** Bytes that no commit reaches before a file is compacted unasked. */
const DEAD_BYTES_MIN: number = 32 * 2 ** 20;

/** And beyond as many as are alive, before writers are held back while it is. */
const OUTRUN_BYTES_MIN: number = 48 * 2 ** 20;

/** Whether a file of so many bytes, of which some are live, is to be compacted. */
export function compactionIsDue(bytesTotal: number, bytesLive: number): boolean {
  const bytesDead = bytesTotal - bytesLive;
  return bytesDead > bytesLive && bytesDead > DEAD_BYTES_MIN;
}

/** Whether a file of so many bytes that is being compacted grows faster than it should. */
export function writersOutrun(bytesTotal: number, bytesLive: number): boolean {
  return bytesTotal > 2 * bytesLive + OUTRUN_BYTES_MIN;
}
