import type { Database, Query } from '../../../server/index.ts';
import { askScan } from './answers.ts';
import { buildDatabase } from './build.ts';
import { type Lane, strategyLane } from './lane.ts';
import { ROUNDS } from './plan.ts';
import { add, medianOf, type Run, workloadOf } from './run.ts';
import { type Turns, takeTurns } from './turns.ts';

const COLLECTION = 'bumps';
const MEASURE = 'γ 1';

/**
 * How much slower searches are after many inserts of one series each, where every commit puts its
 * nodes behind those of the last, than when the same trees are laid out anew, as after a load.
 * @throws BenchError `DISAGREEMENT`.
 */
export async function runInserts(run: Run): Promise<void> {
  const { n, singles, queries: count } = run.plan.inserts;
  const material = await run.material(COLLECTION);
  if (material === undefined) return;
  const place = `search: ${COLLECTION}, ${MEASURE}`;
  run.onProgress(`${place}: storing ${n} series, then ${singles} one by one`);
  const database = await buildDatabase(material, { measure: MEASURE, n, draw: 0, seed: run.seed });
  try {
    let ordinal = 0;
    for (const { id, series } of material.rows(n + singles)) {
      if (ordinal >= n) await database.insert(id, series);
      ordinal += 1;
    }
    run.onProgress(`${place}: searching ${database.size} series before and after a compaction`);
    const queries = material.others(count).map((series): Query => ({ series }));
    const asked = await askScan(database, queries, 1);
    const options = { k: 1, rounds: ROUNDS, now: run.now };
    const before = await takeTurns(lanesOf(database, count), asked, options);
    await database.compact();
    const after = await takeTurns(lanesOf(database, count), asked, options);
    report(run, before, after);
  } finally {
    await database.close();
  }
}

function lanesOf(database: Database, queries: number): readonly Lane[] {
  return (['auto', 'shell'] as const).map((name) => strategyLane(database, name, queries));
}

function report(run: Run, before: readonly Turns[], after: readonly Turns[]): void {
  const { n, singles } = run.plan.inserts;
  const workload = workloadOf(COLLECTION, MEASURE, 1);
  for (const [lane, { name: competitor, ms, checksum }] of before.entries()) {
    const place = { competitor, n: n + singles, checksum };
    const compacted = after[lane]!.ms;
    const inserted = `after ${singles} single inserts, ${workload}`;
    add(run, ms, { ...place, unit: 'ms', workload: inserted });
    add(run, compacted, { ...place, unit: 'ms', workload: `${inserted} and a compaction` });
    add(run, [medianOf(ms) / medianOf(compacted)], {
      ...place,
      unit: 'times',
      workload: `p50 after ${singles} single inserts over compacted, ${workload}`,
    });
  }
}
