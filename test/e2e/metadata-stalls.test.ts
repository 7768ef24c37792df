import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect } from '../../client/connection.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { testCluster } from '../server/sql/test-cluster.ts';
import { serveProcess, vantage } from './processes.ts';

const scratch = scratchDirectory('metadata-stalls');
const cluster = testCluster();
describe.skipIf(cluster.isAbsent)(`a server beside a frozen PostgreSQL${cluster.note}`, () => {
  it('stops when it is told to, with a selection under way', async () => {
    const directory = join(scratch, 'data');
    await vantage('create', directory, '--length', '3');
    const served = await serveProcess(directory, '--inline', '--metadata', cluster.get().url);
    const client = await connect(served.url);
    expect((await client.select()).total).toBe(0);
    cluster.get().freeze();
    try {
      await expect(client.select({ timeoutMs: 500 })).rejects.toThrow();
      expect(await served.stop('SIGTERM')).toBe(0);
    } finally {
      cluster.get().thaw();
      await client.close();
    }
  }, 120_000);
});
