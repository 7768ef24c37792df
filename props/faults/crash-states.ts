import { BLOCK_BYTES } from './file-image.ts';
import { fingerprint } from './fingerprint.ts';
import type { Disk, Operation } from './journal.ts';
import { isNote, type Promises, promised } from './promises.ts';
import { type SubsetOptions, subsets } from './subsets.ts';
import { applied, type Pending, SECTOR_BYTES, settles, told, type Unit, unitsOf } from './units.ts';

/*
 * What a disk may do
 *
 * The engine asks a file system for writes, truncations, creations, renames, removals and syncs,
 * and a recording storage writes them down in order: the journal. Between two syncs, an *epoch*,
 * nothing is certain. Every operation comes apart into *units*, and a crash lets any set of them
 * reach the disk, in any order:
 *
 *   - 512 bytes of a write, or whole blocks of 4096: a sector does not tear, everything else does;
 *   - the size that a write gives a file, apart from its bytes: without it the bytes are not seen,
 *     and without them there are zeros;
 *   - a truncation;
 *   - a name: created, renamed or removed, pending until the *directory* is synced.
 *
 * A sync that returned made the bytes and the size of its file durable, and no name; a sync of the
 * directory the other way round. The acknowledged mark is a write as any other: it follows the sync
 * of its commit, so the next epoch has states with it and without it.
 *
 * A crash in the middle of an epoch leaves a subset of what is pending at its end, and by then more
 * was promised. So the last moment of every epoch, with every subset, stands for all of its moments.
 */

/** One disk that a crash can leave, and what it must and may hold. */
export interface CrashState {
  readonly disk: Disk;
  /** Equal for equal disks. */
  readonly key: string;
  /** Operations that had been asked for. */
  readonly point: number;
  readonly promises: Promises;
  /** What survived of the epoch, in words. */
  describe(): string;
}

/** Something that happened, beginning with a disk on which nothing was pending. */
export interface Recording {
  readonly before: Disk;
  readonly promises: Promises;
  readonly journal: readonly Operation[];
  /** Crashes before this operation are somebody else's. Default 0. */
  readonly from?: number;
}

const TEARS: readonly number[] = [SECTOR_BYTES, BLOCK_BYTES];

/** Every state that a crash can leave, or of large epochs a sample; at one point each disk once. */
export function* crashStates(recording: Recording, options: SubsetOptions): Iterable<CrashState> {
  const { journal, from = 0 } = recording;
  let { before: disk, promises } = recording;
  let pending: Pending[] = [];
  // A last sync, so that the end of the journal is a moment to crash in as well.
  for (const [point, operation] of [...journal, { tag: 'sync-directory' as const }].entries()) {
    if (isNote(operation)) promises = promised(promises, operation);
    else if (operation.tag !== 'sync' && operation.tag !== 'sync-directory') {
      pending.push(operation);
    } else {
      if (point >= from) yield* epochStates({ disk, pending, point, promises }, options);
      const settled = pending.filter((unit) => settles(operation, unit));
      disk = applied(disk, settled);
      pending = pending.filter((unit) => !settles(operation, unit));
    }
  }
}

interface Epoch {
  readonly disk: Disk;
  readonly pending: readonly Pending[];
  readonly point: number;
  readonly promises: Promises;
}

function* epochStates(epoch: Epoch, options: SubsetOptions): Iterable<CrashState> {
  const { point, promises } = epoch;
  const met = new Set<string>();
  for (const tear of TEARS) {
    const units = unitsOf(epoch.disk, epoch.pending, tear);
    for (const chosen of subsets(units.length, options)) {
      const survivors = units.filter((_, index) => chosen[index]);
      const disk = applied(epoch.disk, survivors);
      const key = fingerprint(disk);
      if (met.has(key)) continue;
      met.add(key);
      yield { disk, key, point, promises, describe: () => account(point, units, survivors) };
    }
    // Whole blocks are unions of sectors, and every one of those was tried.
    if (units.length <= options.exhaustiveMax) return;
  }
}

/** Units that are told in full. */
const UNITS_TOLD = 12;

function list(units: readonly Unit[]): string {
  const more = units.length > UNITS_TOLD ? `, and ${units.length - UNITS_TOLD} more` : '';
  return units.slice(0, UNITS_TOLD).map(told).join(', ') + more;
}

function account(point: number, units: readonly Unit[], survivors: readonly Unit[]): string {
  const lost = units.filter((unit) => !survivors.includes(unit));
  return `crash before operation ${point}, surviving: [${list(survivors)}], lost: [${list(lost)}]`;
}

/** The disk as a process saw it after `journal`, and what was promised by then. */
export function replayed(recording: Recording): {
  readonly disk: Disk;
  readonly promises: Promises;
} {
  const operations = recording.journal.filter((operation) => !isNote(operation));
  const changes = operations.filter(
    (operation) => operation.tag !== 'sync' && operation.tag !== 'sync-directory',
  );
  return {
    disk: applied(recording.before, changes),
    promises: recording.journal.filter(isNote).reduce(promised, recording.promises),
  };
}
