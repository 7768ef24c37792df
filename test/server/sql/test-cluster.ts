import { afterAll, beforeAll } from 'vitest';
import {
  type Cluster,
  findPostgres,
  startCluster,
} from '../../../props/processes/postgres-cluster.ts';

/** A PostgreSQL server for the tests of one file. */
export interface TestCluster {
  /** Whether the machine has none; then the tests are to be skipped. */
  readonly isAbsent: boolean;
  /** For the name of a suite: why it is skipped, or nothing. */
  readonly note: string;
  /** Requires that it is not absent, and that the tests have begun. */
  get(): Cluster;
}

/** Starts a server before the tests of the file, and stops it after them. */
export function testCluster(): TestCluster {
  const postgres = findPostgres();
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    if ('bin' in postgres) cluster = await startCluster(postgres.bin);
  }, 120_000);
  afterAll(async () => {
    await cluster?.stop();
  });
  return {
    isAbsent: 'reason' in postgres,
    note: 'reason' in postgres ? ` (SKIP: ${postgres.reason})` : '',
    get: () => cluster!,
  };
}
