import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../client/connection.ts';
import {
  type Cluster,
  findPostgres,
  startCluster,
} from '../../props/processes/postgres-cluster.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { serveProcess, vantage } from './processes.ts';

const scratch = scratchDirectory('metadata-stalls');
const postgres = findPostgres();
const SKIPPED = 'reason' in postgres ? ` (SKIP: ${postgres.reason})` : '';
let cluster: Cluster | undefined;

beforeAll(async () => {
  if ('bin' in postgres) cluster = await startCluster(postgres.bin);
}, 120_000);

afterAll(async () => {
  await cluster?.stop();
});

describe.skipIf('reason' in postgres)(`a server beside a frozen PostgreSQL${SKIPPED}`, () => {
  it('stops when it is told to, with a selection under way', async () => {
    const directory = join(scratch, 'data');
    await vantage('create', directory, '--length', '3');
    const served = await serveProcess(directory, '--inline', '--metadata', cluster!.url);
    const client = await connect(served.url);
    expect((await client.select()).total).toBe(0);
    cluster!.freeze();
    try {
      await expect(client.select({ timeoutMs: 500 })).rejects.toThrow();
      expect(await served.stop('SIGTERM')).toBe(0);
    } finally {
      cluster!.thaw();
      await client.close();
    }
  }, 120_000);
});
