import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SEARCH_PEERS } from '../../bench/peers/search/index.ts';
import { generatedSeries } from '../../bench/workloads/index.ts';
import { createDatabase } from '../../server/index.ts';

const numpyPresent = spawnSync('python3', ['-c', 'import numpy']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'vantage-peers-'));

afterAll(() => rmSync(folder, { recursive: true }));

for (const peer of SEARCH_PEERS) {
  const absent = peer.name === 'numpy' && !numpyPresent;
  const title = absent ? `SKIP, since python3 has no numpy: ${peer.name}` : peer.name;
  describe.skipIf(absent)(title, () => {
    it.each([1, 10] as const)('finds what the database finds, at γ %d', async (gamma) => {
      const stored = [...generatedSeries('light curves', { label: 'stored', seed: 2, count: 150 })];
      const ids = stored.map((_, at) => `s${at}`);
      const values = Float64Array.from(stored.flatMap((series) => [...series.values]));
      const index = await peer.open({ ids, values, length: 128, gamma, folder });
      const measure = { name: 'kernel', gamma } as const;
      const database = await createDatabase(undefined, { length: 128, measure });
      try {
        await Promise.all(stored.map((series, at) => database.insert(ids[at]!, series)));
        for (const series of generatedSeries('noise', { label: 'asked', seed: 2, count: 5 })) {
          const { neighbours } = await index.nearest(series.values, 7);
          const expected = (await database.nearest({ series }, { k: 7 })).neighbours;
          expect(neighbours.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
          for (const [rank, { distance }] of neighbours.entries()) {
            expect(distance ** 2).toBeCloseTo(expected[rank]!.distance ** 2, 9);
          }
        }
      } finally {
        await index.close();
        await database.close();
      }
    });
  });
}
