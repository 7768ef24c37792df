import { BLOCK_BYTES, FileDraft, isZero } from './file-image.ts';
import { type Disk, fileOf, type Operation } from './journal.ts';

/** The disk writes 512 bytes whole or not at all, and promises no more before a sync. */
export const SECTOR_BYTES = 512;

/** An operation that takes effect on the disk at some time before the right sync returns. */
export type Pending = Extract<
  Operation,
  { tag: 'write' | 'truncate' | 'create' | 'rename' | 'remove' }
>;

export type Sync = Extract<Operation, { tag: 'sync' | 'sync-directory' }>;

/** What survives a crash or does not, whatever becomes of the others. */
export type Unit =
  | {
      readonly tag: 'bytes';
      readonly file: number;
      readonly position: number;
      readonly bytes: Uint8Array;
    }
  | { readonly tag: 'grow'; readonly file: number; readonly size: number }
  | Exclude<Pending, { tag: 'write' }>;

/** Whether a sync makes `operation` durable: a file's its bytes and size, a directory's its names. */
export function settles(sync: Sync, operation: Pending): boolean {
  const named = operation.tag !== 'write' && operation.tag !== 'truncate';
  if (sync.tag === 'sync-directory') return named;
  return !named && operation.file === sync.file;
}

/**
 * The units of `pending`, in order, over the disk that they have not reached. A write comes apart
 * at multiples of `tear` bytes, and into the sizes it gives the file. What would change nothing,
 * such as zeros over zeros, is left out.
 */
export function unitsOf(disk: Disk, pending: readonly Pending[], tear: number): readonly Unit[] {
  const units: Unit[] = [];
  const files = new Map<number, { size: number; cut: boolean; touched: Set<number> }>();
  const seen = (file: number): { size: number; cut: boolean; touched: Set<number> } => {
    const known = files.get(file) ?? {
      size: fileOf(disk, file).size,
      cut: false,
      touched: new Set(),
    };
    files.set(file, known);
    return known;
  };
  for (const operation of pending) {
    if (operation.tag === 'truncate') {
      const file = seen(operation.file);
      if (operation.bytes === file.size) continue;
      file.cut ||= operation.bytes < file.size;
      file.size = operation.bytes;
    }
    if (operation.tag !== 'write') {
      units.push(operation);
      continue;
    }
    const { file, position, bytes } = operation;
    const state = seen(file);
    let changed = false;
    for (const part of parts(bytes, position, tear)) {
      const block = Math.floor(part.position / BLOCK_BYTES);
      const onTop = state.cut || state.touched.has(block);
      if (!onTop && sameBytes(disk, file, part)) continue;
      state.touched.add(block);
      units.push({ tag: 'bytes', file, ...part });
      changed = true;
    }
    const end = position + bytes.length;
    if (end <= state.size) continue;
    // The size may reach the disk while a write is under way.
    const middle = position + Math.ceil(bytes.length / 2 / SECTOR_BYTES) * SECTOR_BYTES;
    if (changed && middle > state.size && middle < end) {
      units.push({ tag: 'grow', file, size: middle });
    }
    units.push({ tag: 'grow', file, size: end });
    state.size = end;
  }
  return units;
}

interface Part {
  readonly position: number;
  readonly bytes: Uint8Array;
}

function* parts(bytes: Uint8Array, position: number, tear: number): Iterable<Part> {
  for (let start = 0; start < bytes.length; ) {
    const at = position + start;
    const part = bytes.subarray(start, start + tear - (at % tear));
    yield { position: at, bytes: part };
    start += part.length;
  }
}

function sameBytes(disk: Disk, file: number, { position, bytes }: Part): boolean {
  const start = position % BLOCK_BYTES;
  const block = fileOf(disk, file).blocks[(position - start) / BLOCK_BYTES];
  if (block === undefined) return isZero(bytes);
  return Buffer.compare(block.subarray(start, start + bytes.length), bytes) === 0;
}

/** `disk` after `units` have reached it in order. */
export function applied(disk: Disk, units: Iterable<Unit | Pending>): Disk {
  const drafts = new Map<number, FileDraft>();
  const draft = (file: number): FileDraft => {
    const known = drafts.get(file) ?? new FileDraft(fileOf(disk, file));
    drafts.set(file, known);
    return known;
  };
  const names = new Map<string, number>(disk.names);
  for (const unit of units) {
    switch (unit.tag) {
      case 'write':
        draft(unit.file).write(unit.bytes, unit.position);
        draft(unit.file).grow(unit.position + unit.bytes.length);
        break;
      case 'bytes':
        draft(unit.file).write(unit.bytes, unit.position);
        break;
      case 'grow':
        draft(unit.file).grow(unit.size);
        break;
      case 'truncate':
        draft(unit.file).resize(unit.bytes);
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
  const files = new Map(disk.files);
  for (const [file, changed] of drafts) files.set(file, changed.image());
  return { files, names };
}

/** A unit in a few words, to see a state again. */
export function told(unit: Unit): string {
  switch (unit.tag) {
    case 'bytes':
      return `${unit.bytes.length} bytes at ${unit.position}`;
    case 'grow':
      return `size ${unit.size}`;
    case 'truncate':
      return `cut to ${unit.bytes}`;
    case 'create':
      return `create ${unit.name}`;
    case 'rename':
      return `rename to ${unit.to}`;
    case 'remove':
      return `remove ${unit.name}`;
    default:
      throw new TypeError(`unknown unit ${JSON.stringify(unit satisfies never)}`);
  }
}
