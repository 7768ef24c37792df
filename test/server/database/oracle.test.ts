import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { registeredEngines } from '../../../engines/index.ts';
import {
  createDatabase,
  type Database,
  openDatabase,
  readSeriesFile,
  type SeriesRow,
} from '../../../server/index.ts';

const shared = new URL('../../../../shared/', import.meta.url);
const present = existsSync(shared);
const scratch = mkdtempSync(join(tmpdir(), 'vantage-oracle-'));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Oracle {
  readonly stored: string;
  readonly queries: string;
  readonly k: number;
  readonly results: readonly {
    readonly gamma: number;
    readonly query: number;
    readonly nearest: readonly (readonly [number, number])[];
  }[];
}

async function rows(path: URL): Promise<readonly SeriesRow[]> {
  const all: SeriesRow[] = [];
  for await (const row of readSeriesFile(path.pathname)) all.push(row);
  return all;
}

const SETS = [
  { name: 'gunpoint', share: 0.6 },
  { name: 'italy-power-demand', share: 0.4 },
] as const;

const title = present ? 'the oracle of' : 'SKIP (../shared is not here): the oracle of';
describe.skipIf(!present).each(SETS)(`${title} $name`, ({ name, share }) => {
  const oracle = (): Oracle =>
    JSON.parse(readFileSync(new URL(`oracle/nearest-${name}.json`, shared), 'utf8')) as Oracle;

  it.each(registeredEngines().map((engine) => engine.manifest.name))(
    'is met by the %s engine, inline and pooled, by every strategy, after reopening',
    async (engine) => {
      const { results, stored, queries, k } = oracle();
      const series = await rows(new URL(`data/${name}/${stored}`, shared));
      const asked = await rows(new URL(`data/${name}/${queries}`, shared));
      for (const gamma of [1, 5]) {
        const path = join(scratch, `${engine}-${name}-${gamma}`);
        const length = series[0]!.series.values.length;
        const measure = { name: 'kernel', gamma } as const;
        const created = await createDatabase(path, { engine, length, measure });
        await Promise.all(series.map((row) => created.insert(row.id, row.series)));
        await created.chooseVantagePoints();
        await created.close();

        const inline = await openDatabase(path, { readOnly: true });
        const pooled = await openDatabase(path, { readOnly: true, workers: 2, crossoverUs: 0 });
        for (const result of results.filter((one) => one.gamma === gamma)) {
          const query = { series: asked[result.query]!.series };
          const due = result.nearest.map(([row]) => series[row]!.id);
          const first = await inline.nearest(query, { k });

          expect(first.neighbours.map(({ id }) => id)).toEqual(due);
          for (const [place, { distance }] of first.neighbours.entries()) {
            expect(Math.abs(distance - result.nearest[place]![1])).toBeLessThan(1e-9);
          }
          await sameEverywhere(inline, pooled, query, k, first.neighbours);
        }
        expect(await shareComputed(inline, asked)).toBeLessThan(share);
        expect((await inline.verify()).faults).toEqual([]);
        await Promise.all([inline.close(), pooled.close()]);
      }
    },
  );
});

async function sameEverywhere(
  inline: Database,
  pooled: Database,
  query: { readonly series: SeriesRow['series'] },
  k: number,
  due: readonly unknown[],
): Promise<void> {
  for (const strategy of ['scan', 'filter', 'shell', 'ball'] as const) {
    for (const database of [inline, pooled]) {
      expect((await database.nearest(query, { k, strategy })).neighbours).toEqual(due);
    }
  }
}

/** Share of the collection whose distance the 1-nearest search computed, over all queries. */
async function shareComputed(database: Database, asked: readonly SeriesRow[]): Promise<number> {
  let computed = 0;
  for (const { series } of asked) {
    const { explain } = await database.nearest({ series }, { strategy: 'shell' });
    computed += Number(explain['distancesComputed']);
  }
  return computed / (asked.length * database.size);
}
