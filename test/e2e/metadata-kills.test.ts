import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect } from '../../client/index.ts';
import { createDatabase, demoSeries, openDatabase } from '../../server/index.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { serveProcess } from './processes.ts';

const scratch = scratchDirectory('metadata-kills');
/** Each takes some seconds; a long tier asks for hundreds. */
const CYCLES = Number(process.env['VANTAGE_CYCLES'] ?? 3);

describe('a server with an embedded Postgres', () => {
  it('that is killed among writes and selections shows what the engine file has afterwards', async () => {
    const path = join(scratch, 'killed');
    const database = await createDatabase(path, { length: 100 });
    await database.addColumns([{ name: 'round', type: 'number' }]);
    const rows = [...demoSeries(40, 5)];
    await Promise.all(rows.map(({ id, series }) => database.insert(id, series)));
    await database.close();
    let selections = 0;
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const served = await serveProcess(path, '--inline', '--metadata', 'pglite');
      const client = await connect(served.url, { retry: false });
      // The first selection starts it; those behind are under way when the process ends.
      await client.select({ limit: 1 });
      const writing = rows.map(({ id }, index) =>
        client.upsertMetadata(id, { round: cycle * 100 + index }),
      );
      const reading = rows.map(() => client.select({ where: '(>= round 0)' }));
      const underWay = Promise.allSettled(reading);
      const written = Promise.allSettled(writing);
      await Promise.any([writing[(cycle * 9) % rows.length]!, reading[cycle % rows.length]!]);
      await served.stop('SIGKILL');
      const outcomes = await underWay;
      selections += outcomes.filter(({ status }) => status === 'fulfilled').length;
      await written;
      await client.close();

      const inSql = await openDatabase(path, { metadata: 'pglite' });
      const shown = await inSql.select({ sort: [{ column: 'round' }] });
      await inSql.close();
      const inMemory = await openDatabase(path, { readOnly: true });
      expect(shown).toEqual(await inMemory.select({ sort: [{ column: 'round' }] }));
      expect((await inMemory.verify()).faults).toEqual([]);
      await inMemory.close();
    }
    expect(selections).toBeLessThan(CYCLES * rows.length);
  }, 3_600_000);
});
