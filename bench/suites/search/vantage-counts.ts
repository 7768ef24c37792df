import type { Query } from '../../../server/index.ts';
import { askScan } from './answers.ts';
import { buildDatabase } from './build.ts';
import { wayNote } from './case-report.ts';
import { shareOf, strategyLane } from './lane.ts';
import { ROUNDS } from './plan.ts';
import { add, type Run, workloadOf } from './run.ts';
import { type Turns, takeTurns } from './turns.ts';

const COLLECTION = 'bumps';
const MEASURE = 'γ 10';
const K = 1;

const STRATEGIES = ['scan', 'auto', 'filter', 'shell', 'ball'] as const;

/**
 * What more vantage points gain and cost: the same searches under several numbers of them, and for
 * which share of the collection a distance was computed.
 * @throws BenchError `DISAGREEMENT`.
 */
export async function runVantageCounts(run: Run): Promise<void> {
  const { n, counts, queries: asking } = run.plan.vantageCounts;
  const material = await run.material(COLLECTION);
  if (material === undefined) return;
  const queries = material.others(asking).map((series): Query => ({ series }));
  for (const count of counts) {
    const place = `search: ${COLLECTION}, ${MEASURE}, n ${n}, ${count} vantage points`;
    run.onProgress(`${place}: storing`);
    const options = { measure: MEASURE, n, draw: 0, seed: run.seed, vantagePoints: count } as const;
    const database = await buildDatabase(material, options);
    try {
      run.onProgress(`${place}: asking`);
      const asked = await askScan(database, queries, K);
      const lanes = STRATEGIES.map((strategy) => strategyLane(database, strategy, asking));
      const turns = await takeTurns(lanes, asked, { k: K, rounds: ROUNDS, now: run.now });
      report(run, count, turns);
    } finally {
      await database.close();
    }
  }
}

function report(run: Run, count: number, turns: readonly Turns[]): void {
  const { n } = run.plan.vantageCounts;
  const workload = `${workloadOf(COLLECTION, MEASURE, K)}, ${count} vantage points`;
  for (const { name: competitor, ms, work, checksum } of turns) {
    const place = { competitor, n, checksum, note: wayNote(competitor, work) };
    add(run, ms, { ...place, workload, unit: 'ms' });
    if (competitor === 'scan') continue;
    const unit = '% of the collection';
    add(run, work.map(shareOf), { ...place, workload: `computed, ${workload}`, unit });
  }
}
