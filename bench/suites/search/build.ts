import { type Column, createDatabase, type Database } from '../../../server/index.ts';
import { seedOf } from '../../workloads/index.ts';
import type { Material, Row } from './material.ts';
import { MEASURES, type MeasureName } from './plan.ts';

/** Inserts under way at a time. */
const BLOCK = 4096;

export interface BuildOptions {
  readonly measure: MeasureName;
  /** Series to store. */
  readonly n: number;
  /** Which draw of the vantage points, from 0. */
  readonly draw: number;
  /** Vantage points to draw. Default: as many as a database has by default. */
  readonly vantagePoints?: number | undefined;
  readonly seed: number;
}

/**
 * A database in memory with the first `n` series of `material`, its trees laid out as a load leaves
 * them. Distances are computed on this thread, so a search is timed on one core.
 * @param columns of metadata that the rows have
 * Cost: `n` inserts and a compaction.
 */
export async function buildDatabase(
  material: Material,
  { measure, n, draw, vantagePoints, seed }: BuildOptions,
  columns: readonly Column[] = [],
): Promise<Database> {
  const database = await createDatabase(undefined, {
    length: material.length,
    measure: MEASURES[measure],
    vantagePoints,
    seed: seedOf(`vantage draw ${draw}`, seed),
  });
  try {
    await database.addColumns(columns);
    await database.importing(() => insertAll(database, material.rows(n)));
    await database.compact();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Inserts rows in large blocks. */
async function insertAll(database: Database, rows: Iterable<Row>): Promise<void> {
  let block: Row[] = [];
  const flush = async (): Promise<void> => {
    await Promise.all(
      block.map(({ id, series, metadata }) => database.insert(id, series, { metadata })),
    );
    block = [];
  };
  for (const row of rows) {
    block.push(row);
    if (block.length === BLOCK) await flush();
  }
  await flush();
}
