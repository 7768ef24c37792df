import {
  type DiskImage,
  EMPTY_FILE,
  type FileImage,
  type Operation,
  truncated,
  usedBytes,
  written,
} from './journal.ts';

/** The disk writes 512 bytes whole or not at all, and promises no more before a sync. */
const SECTOR_BYTES = 512;
/** Up to this many pending units every subset is a state. */
const EXHAUSTIVE_UNITS_MAX = 10;

/** Something that a crash may or may not let reach the disk. */
type Unit = Exclude<Operation, { tag: 'sync' | 'sync-directory' | 'asked' | 'acknowledged' }>;

/** What a disk may hold after a crash, and what its owner had been told by then. */
export interface CrashState {
  readonly disk: DiskImage;
  /** Operations that had been asked for. */
  readonly point: number;
  readonly asked: number;
  readonly acknowledged: number;
}

export interface CrashOptions {
  /** Random subsets of an epoch that is too large for all of them. */
  readonly randomSubsets: number;
  /** Uniform on [0, 1). */
  readonly random: () => number;
}

/**
 * Every state that a crash can leave, from a disk `before` and a journal: for each epoch (from one
 * sync to the next), the last moment before the sync with every subset of what is pending, or for
 * large epochs each prefix, each single unit missing or alone, and random subsets. A crash earlier
 * in the epoch leaves one of the same disks and had promised no more.
 */
export function* crashStates(
  before: DiskImage,
  journal: readonly Operation[],
  options: CrashOptions,
): Iterable<CrashState> {
  let disk = before;
  let pending: Unit[] = [];
  let asked = 0;
  let acknowledged = 0;
  // A last sync, so that the end of the journal is a moment to crash in as well.
  for (const [point, operation] of [...journal, { tag: 'sync-directory' as const }].entries()) {
    if (operation.tag === 'asked') asked = operation.commit;
    else if (operation.tag === 'acknowledged') acknowledged = operation.commit;
    else if (operation.tag !== 'sync' && operation.tag !== 'sync-directory')
      pending.push(operation);
    else {
      const units = pending.flatMap(sectors);
      for (const chosen of subsets(units.length, options)) {
        const survivors = units.filter((_, index) => chosen(index));
        yield { disk: apply(disk, survivors), point, asked, acknowledged };
      }
      const settled = pending.filter((unit) => settles(operation, unit));
      disk = apply(disk, settled);
      pending = pending.filter((unit) => !settles(operation, unit));
    }
  }
}

/** Whether a sync makes `unit` durable: a file's its bytes, a directory's its names. */
function settles(
  sync: Extract<Operation, { tag: 'sync' | 'sync-directory' }>,
  unit: Unit,
): boolean {
  if (sync.tag === 'sync-directory') return isDirectory(unit);
  return !isDirectory(unit) && 'file' in unit && unit.file === sync.file;
}

function isDirectory(unit: Unit): boolean {
  return unit.tag === 'create' || unit.tag === 'rename' || unit.tag === 'remove';
}

/** A write comes apart into its sectors; one of nothing but zeros stays whole. */
function sectors(unit: Unit): readonly Unit[] {
  if (unit.tag !== 'write' || usedBytes(unit.bytes) === 0) return [unit];
  const parts: Unit[] = [];
  for (let start = 0; start < unit.bytes.length; ) {
    const position = unit.position + start;
    const length = SECTOR_BYTES - (position % SECTOR_BYTES);
    parts.push({ ...unit, position, bytes: unit.bytes.subarray(start, start + length) });
    start += length;
  }
  return parts;
}

type Chosen = (index: number) => boolean;

function* subsets(count: number, { randomSubsets, random }: CrashOptions): Iterable<Chosen> {
  if (count <= EXHAUSTIVE_UNITS_MAX) {
    for (let mask = 0; mask < 2 ** count; mask += 1) yield (index) => (mask & (1 << index)) !== 0;
    return;
  }
  for (let length = 0; length <= count; length += 1) yield (index) => index < length;
  for (let one = 0; one < count; one += 1) {
    yield (index) => index !== one;
    yield (index) => index === one;
  }
  for (let round = 0; round < randomSubsets; round += 1) {
    const share = random();
    const kept = Array.from({ length: count }, () => random() < share);
    yield (index) => kept[index] === true;
  }
}

/** `disk` after `units` have reached it in order. */
function apply(disk: DiskImage, units: readonly Unit[]): DiskImage {
  const files = new Map<number, FileImage>(disk.files);
  const names = new Map<string, number>(disk.names);
  for (const unit of units) {
    switch (unit.tag) {
      case 'write':
        files.set(
          unit.file,
          written(files.get(unit.file) ?? EMPTY_FILE, unit.position, unit.bytes),
        );
        break;
      case 'truncate':
        files.set(unit.file, truncated(files.get(unit.file) ?? EMPTY_FILE, unit.bytes));
        break;
      case 'create':
        names.set(unit.name, unit.file);
        break;
      case 'rename':
        names.delete(unit.from);
        names.set(unit.to, unit.file);
        break;
      case 'remove':
        names.delete(unit.name);
        break;
      default:
        throw new TypeError(`unknown unit ${JSON.stringify(unit satisfies never)}`);
    }
  }
  return { files, names };
}
