import { inspect } from 'node:util';
import {
  type Cursor,
  type Engine,
  EngineError,
  type EngineFile,
  type Entry,
  encodeUint32,
} from '../../engines/index.ts';
import { PAGE_BYTES, type Storage } from '../../engines/storage/index.ts';
import { plannedError } from './failing-storage.ts';
import { memoryStorage } from './memory-storage.ts';

const PATH = 'file';
const TREE = 'scanned';
/** The least there is, so that a scan reads most pages anew. */
const CACHE_BYTES = 64 * 1024;
/** Steps that are asked for after an error, with the disk sound again. */
const STEPS_AFTER = 5;

/** Ways to walk over a tree. */
export const WALKS = ['range', 'reverse range', 'next', 'previous'] as const;

export type Walk = (typeof WALKS)[number];

export interface ScanOutcome {
  /** Whether the walk met the page that cannot be read. */
  readonly met: boolean;
  readonly violation: string | undefined;
}

/** A file of `count` entries, some of them larger than a node, as bytes. */
export async function scanImage(
  engineOver: (storage: Storage) => Engine,
  count: number,
): Promise<Uint8Array> {
  const memory = memoryStorage(new Map());
  const file = await engineOver(memory.storage).open(PATH);
  await file.write((tx) => {
    for (let index = 0; index < count; index += 1) {
      const at = (index * 7919) % count;
      tx.tree(TREE).put(encodeUint32(at), valueOf(at));
    }
  });
  await file.close();
  return memory.bytes(PATH);
}

function valueOf(index: number): Uint8Array {
  return Buffer.from(`${index}-${'v'.repeat(index % 40)}`);
}

/**
 * Walks over the tree while `page` cannot be read, for good or at its first reading only. What came
 * before the error must be a beginning of the whole, and nothing may come after it, the disk being
 * sound again or not.
 */
export async function tryScan(
  engineOver: (storage: Storage) => Engine,
  image: Uint8Array,
  scan: {
    readonly walk: Walk;
    readonly page: number;
    readonly once: boolean;
    readonly count: number;
  },
): Promise<ScanOutcome> {
  const broken = brokenPage(memoryStorage(new Map([[PATH, image]])).storage, scan.page, scan.once);
  const file = await engineOver(broken.storage).open(PATH, {
    readOnly: true,
    cacheBytes: CACHE_BYTES,
  });
  try {
    broken.on(true);
    const keys: number[] = [];
    const steps = entriesOf(file, scan.walk);
    let failed: unknown;
    for (;;) {
      try {
        const entry = steps();
        if (entry === undefined) break;
        keys.push(Buffer.from(entry.key).readUInt32BE());
        if (keys.length > scan.count) return { met: true, violation: 'it does not end' };
      } catch (error) {
        failed = error;
        break;
      }
    }
    broken.on(false);
    return { met: failed !== undefined, violation: judge(keys, steps, failed, scan) };
  } finally {
    await file.close();
  }
}

function judge(
  keys: readonly number[],
  steps: () => Entry | undefined,
  failed: unknown,
  { walk, count }: { readonly walk: Walk; readonly count: number },
): string | undefined {
  const backward = walk === 'reverse range' || walk === 'previous';
  const wrong = keys.findIndex((key, index) => key !== (backward ? count - 1 - index : index));
  if (wrong >= 0) return `entry ${wrong} has the key ${keys[wrong]}`;
  if (failed === undefined) {
    return keys.length === count
      ? undefined
      : `it ends after ${keys.length} entries, with no error`;
  }
  if (!(failed instanceof EngineError)) return `it fails without a code: ${inspect(failed)}`;
  for (let step = 0; step < STEPS_AFTER; step += 1) {
    try {
      if (steps() !== undefined) return `it goes on after an error at entry ${keys.length}`;
    } catch (error) {
      if (!(error instanceof EngineError)) return `it goes on with ${inspect(error)}`;
    }
  }
  return undefined;
}

/** A function whose calls give one entry after the other, and undefined behind the last. */
function entriesOf(file: EngineFile, walk: Walk): () => Entry | undefined {
  const tree = file.snapshot().tree(TREE);
  if (walk === 'range' || walk === 'reverse range') {
    const entries = tree.range({ reverse: walk === 'reverse range' });
    return () => entries.next().value as Entry | undefined;
  }
  const cursor: Cursor = tree.cursor();
  let begun = false;
  return () => {
    const step = begun ? walk : walk === 'next' ? 'first' : 'last';
    begun = true;
    const on = cursor[step]();
    return on ? { key: cursor.key().slice(), value: cursor.value().slice() } : undefined;
  };
}

/** Storage of which one page cannot be read while it is on. */
function brokenPage(
  storage: Storage,
  page: number,
  once: boolean,
): { readonly storage: Storage; on(broken: boolean): void } {
  let broken = false;
  const start = page * PAGE_BYTES;
  return {
    on(value) {
      broken = value;
    },
    storage: {
      ...storage,
      async open(path, mode) {
        const file = await storage.open(path, mode);
        return {
          ...file,
          read(target, position) {
            if (broken && position < start + PAGE_BYTES && position + target.length > start) {
              broken = !once;
              throw plannedError('EIO', `read of page ${page}`);
            }
            return file.read(target, position);
          },
        };
      },
    },
  };
}
