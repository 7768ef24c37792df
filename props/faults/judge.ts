import type { EngineFile } from '../../engines/index.ts';
import { digestOf, modelDigest } from './contents.ts';
import type { CrashState } from './crash-states.ts';
import type { Disk } from './journal.ts';
import { type EngineOver, PATH } from './life.ts';
import type { Promises } from './promises.ts';
import { recordingStorage } from './recording-storage.ts';

/** What a disk opens as. */
interface Found {
  readonly commit: number;
  readonly digest: string;
  /** What a reader shows that opens the file before any writer does, where one was tried. */
  readonly reader: { readonly commit: number; readonly digest: string } | undefined;
}

/** One disk in so many is opened by a reader as well. */
const DISKS_PER_READER = 4;

/** Codes with which a reader may refuse a file that no writer has settled. */
const READER_REFUSALS: ReadonlySet<unknown> = new Set(['NOT_FOUND', 'CORRUPT']);

/**
 * Opens disks and says what is wrong with them. What a disk opens as depends on nothing else, so
 * equal disks are opened once.
 */
export class Judge {
  /** Disks that were opened. */
  opened = 0;
  readonly #engineOver: EngineOver;
  readonly #known: Map<string, Found | string> = new Map();

  constructor(engineOver: EngineOver) {
    this.#engineOver = engineOver;
  }

  /** The commit that `state` opens at, or what is wrong with it. */
  async verdict({ disk, key, promises }: CrashState): Promise<number | string> {
    let found = this.#known.get(key);
    if (found === undefined) {
      this.opened += 1;
      found = await this.#open(disk);
      this.#known.set(key, found);
    }
    return typeof found === 'string' ? found : (fault(found, promises) ?? found.commit);
  }

  async #open(disk: Disk): Promise<Found | string> {
    try {
      const reader = this.opened % DISKS_PER_READER === 0 ? await this.#read(disk) : undefined;
      const after = recordingStorage(disk);
      const file = await this.#engineOver(after.storage).open(PATH);
      try {
        const shown = show(file);
        const { faults } = await file.verify();
        if (faults[0] !== undefined) return `verify: ${faults[0].message}`;
        const left = [...after.image().names.keys()].filter((name) => name !== PATH);
        if (left.length > 0) return `left over: ${left.join(', ')}`;
        return { ...shown, reader };
      } finally {
        await file.close();
      }
    } catch (error) {
      return `it does not open: ${String(error)}`;
    }
  }

  async #read(disk: Disk): Promise<Found['reader']> {
    if (!disk.names.has(PATH)) return undefined;
    let file: EngineFile;
    const { storage } = recordingStorage(disk);
    try {
      file = await this.#engineOver(storage).open(PATH, { readOnly: true });
    } catch (error) {
      if (READER_REFUSALS.has((error as { readonly code?: unknown }).code)) return undefined;
      throw error;
    }
    const shown = show(file);
    await file.close();
    return shown;
  }
}

function show(file: EngineFile): { readonly commit: number; readonly digest: string } {
  const snapshot = file.snapshot();
  const shown = { commit: snapshot.commit, digest: digestOf(snapshot) };
  snapshot.release();
  return shown;
}

/**
 * The prefix rule: a file holds exactly what its first n commits left, for one n that is not below
 * the floor. A reader shows a prefix as well, and nothing that a writer then takes back.
 */
function fault(
  { commit, digest, reader }: Found,
  { floor, allowed }: Promises,
): string | undefined {
  if (commit < floor) return `commit ${floor} was promised and the file ends at ${commit}`;
  const model = allowed.get(commit);
  if (model === undefined) return `commit ${commit} was never asked for`;
  if (digest !== modelDigest(model)) {
    return `commit ${commit} holds ${digest}, and its prefix of commits ${modelDigest(model)}`;
  }
  if (reader === undefined) return undefined;
  if (reader.commit > commit) return `a reader saw commit ${reader.commit}, a writer ${commit}`;
  const read = allowed.get(reader.commit);
  if (read === undefined || reader.digest !== modelDigest(read)) {
    return `a reader saw at commit ${reader.commit}: ${reader.digest}`;
  }
  return undefined;
}
