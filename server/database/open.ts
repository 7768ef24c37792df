import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  EngineError,
  type EngineFile,
  engineOf,
  loadEngine,
  lockPathOf,
} from '../../engines/index.ts';
import { DatabaseError } from '../errors.ts';
import { createMeasure } from '../similarity/index.ts';
import { dropStrayTrees } from './change-vantage.ts';
import { loadCollection } from './collection.ts';
import { CollectionDatabase } from './collection-database.ts';
import { type ComputeFactory, inlineCompute } from './compute.ts';
import type { CreateOptions, Database, OpenDatabaseOptions, Settings } from './contract.ts';
import { makeDirectory, removeFiles, removeIfEmpty, syncDirectory } from './directories.ts';
import { memorySelects, type SelectsFactory } from './selects.ts';
import { completeSettings, readSettings, writeSettings } from './settings.ts';
import { COLLECTION_FILE, engineFileIn } from './stored.ts';

const ENGINE_DEFAULT = 'red-black';

/** An insert goes to some twenty trees, each at another place. */
const CACHE_BYTES_DEFAULT: number = 128 * 2 ** 20;

/** How to open, with the compute that `workers` asks for already chosen. */
export interface OpenParts extends OpenDatabaseOptions {
  /** Default inline. */
  readonly compute?: ComputeFactory | undefined;
  /** Default from memory; for a database that is open for reading only, always. */
  readonly selects?: SelectsFactory | undefined;
  /** The clock, in milliseconds of the Unix epoch. Default the machine's. */
  readonly now?: (() => number) | undefined;
}

/**
 * Creates a data directory at `path`, or a collection in memory without one, and opens it. What a
 * failure leaves half-made is removed.
 * @throws DatabaseError `EXISTS`, `INVALID_VALUE`; EngineError `UNKNOWN_ENGINE`, `PERMISSION`.
 */
export async function createCollection(
  path: string | undefined,
  options: CreateOptions & OpenParts,
): Promise<Database> {
  const engine = await loadEngine(options.engine ?? ENGINE_DEFAULT);
  const settings = completeSettings(options, engine.manifest.name);
  const cache = cacheOption(options);
  if (path === undefined) {
    const file = await engine.open(undefined, cache);
    await writeSettings(file, settings);
    return assemble(undefined, file, settings, options);
  }
  refuseExisting(path);
  let made = false;
  try {
    made = await makeDirectory(path);
    const file = await engine.open(join(path, COLLECTION_FILE), cache);
    return await closingOnError(file, () => fill(file, path, settings, options));
  } catch (error) {
    // Where somebody else was quicker, the directory has something in it.
    if (made) await removeIfEmpty(path);
    throw asOpenError(error, path);
  }
}

/** Makes a collection of the file that was just made at `path`; what a failure leaves is removed. */
async function fill(
  file: EngineFile,
  path: string,
  settings: Settings,
  options: CreateOptions & OpenParts,
): Promise<Database> {
  if (file.trees().length > 0) throw exists(path);
  try {
    await writeSettings(file, settings);
    return await assemble(path, file, settings, options);
  } catch (error) {
    // While its lock is held nobody else can have begun to use the file.
    const filePath = join(path, COLLECTION_FILE);
    await removeFiles([filePath, lockPathOf(filePath)]);
    throw error;
  }
}

/**
 * Opens the data directory at `path`.
 * @throws DatabaseError `NOT_A_DATABASE`, `NEWER_FORMAT`; EngineError `LOCKED`, `CORRUPT`.
 * Cost: reads and transforms every series.
 */
export async function openCollection(path: string, options: OpenParts = {}): Promise<Database> {
  const filePath = engineFileIn(path);
  const engine = await loadEngine(await engineOf(filePath));
  const { readOnly } = options;
  // Whoever made the directory may have been killed before its name was durable.
  if (readOnly !== true) await syncDirectory(dirname(resolve(path)));
  const file = await engine.open(filePath, { ...cacheOption(options), readOnly, create: false });
  return closingOnError(file, async () => assemble(path, file, readSettings(file, path), options));
}

function cacheOption({ cacheBytes = CACHE_BYTES_DEFAULT }: OpenParts): { cacheBytes: number } {
  return { cacheBytes };
}

function refuseExisting(path: string): void {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    throw new DatabaseError('EXISTS', `${path} is a file; a data directory cannot be made there`);
  }
  const names = readdirSync(path);
  if (names.includes(COLLECTION_FILE)) throw exists(path);
  if (names.length > 0) {
    throw new DatabaseError('EXISTS', `${path} is not empty; name a new or an empty directory`);
  }
}

function exists(path: string): DatabaseError {
  return new DatabaseError('EXISTS', `${path} is a data directory already`);
}

async function closingOnError<T>(file: EngineFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function assemble(
  path: string | undefined,
  file: EngineFile,
  settings: Settings,
  {
    compute: factory = inlineCompute,
    selects: answering = memorySelects,
    now = Date.now,
  }: OpenParts,
): Promise<Database> {
  const measure = createMeasure(settings.measure, settings.length);
  const loaded = loadCollection(file, measure);
  if (!file.readOnly) await dropStrayTrees(file, loaded.writer.collection.vantage);
  const compute = factory({ enginePath: file.path, settings }, measure);
  const selects = (file.readOnly ? memorySelects : answering)({ path });
  return new CollectionDatabase({ path, settings, file, measure, loaded, compute, selects, now });
}

function asOpenError(error: unknown, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new EngineError('PERMISSION', `${path}: ${message}`, { cause: error });
  }
  return error;
}
