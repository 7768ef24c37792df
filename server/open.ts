import {
  type CreateOptions,
  createCollection,
  type Database,
  type OpenDatabaseOptions,
  type OpenParts,
  openCollection,
} from './database/index.ts';
import { DatabaseError } from './errors.ts';
import { poolCompute } from './pool/index.ts';

/** More threads than this are taken for a slip of the finger. */
const WORKERS_MAX = 256;

/**
 * Creates a data directory at `path`, or a collection in memory without one, and opens it.
 * @throws DatabaseError `EXISTS`, `INVALID_VALUE`; EngineError `UNKNOWN_ENGINE`, `PERMISSION`.
 */
export async function createDatabase(
  path: string | undefined,
  options: CreateOptions & OpenDatabaseOptions,
): Promise<Database> {
  return createCollection(path, {
    ...options,
    ...computeOption(options),
    ...(await selectsOption(options)),
  });
}

/**
 * Opens the data directory at `path`.
 * @throws DatabaseError `NOT_A_DATABASE`, `NEWER_FORMAT`; EngineError `LOCKED`, `CORRUPT`.
 */
export async function openDatabase(
  path: string,
  options: OpenDatabaseOptions = {},
): Promise<Database> {
  return openCollection(path, {
    ...options,
    ...computeOption(options),
    ...(await selectsOption(options)),
  });
}

function computeOption({
  workers = 0,
  crossoverUs,
}: OpenDatabaseOptions): Pick<OpenParts, 'compute'> {
  if (!Number.isInteger(workers) || workers < 0 || workers > WORKERS_MAX) {
    throw new DatabaseError(
      'INVALID_VALUE',
      `workers is ${workers}; it takes a whole number from 0 (inline) to ${WORKERS_MAX}`,
      { field: 'workers' },
    );
  }
  return workers === 0 ? {} : { compute: poolCompute(workers, { crossoverUs }) };
}

async function selectsOption({
  metadata = 'memory',
}: OpenDatabaseOptions): Promise<Pick<OpenParts, 'selects'>> {
  if (metadata === 'memory') return {};
  const { pgliteSelects, postgresSelects } = await import('./sql/index.ts');
  if (metadata === 'pglite') return { selects: pgliteSelects };
  if (/^postgres(ql)?:\/\//.test(metadata)) return { selects: postgresSelects(metadata) };
  throw new DatabaseError(
    'INVALID_VALUE',
    'metadata is memory, pglite, or the URL of a database, postgres://user@host/name',
    { field: 'metadata' },
  );
}
