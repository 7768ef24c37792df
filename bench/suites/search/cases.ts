import type { Database, Query } from '../../../server/index.ts';
import { seededOrder } from '../../workloads/index.ts';
import { type Asked, askScan } from './answers.ts';
import { buildDatabase } from './build.ts';
import { type Outcome, reportMoreNeighbours, reportOutcome } from './case-report.ts';
import { scanLanes } from './denominator.ts';
import { type Lane, strategyLane } from './lane.ts';
import type { Material } from './material.ts';
import { NEIGHBOURS, ROUNDS, type SearchCase } from './plan.ts';
import { type Run, workloadOf } from './run.ts';
import { takeTurns } from './turns.ts';

const NEIGHBOURS_MAX: number = Math.max(...NEIGHBOURS);

/** What a case asks, and one answer to each from a scan. */
interface Questions {
  readonly byValue: Asked;
  readonly byId: Asked;
}

/**
 * Searches one collection with every strategy, under several draws of the vantage points, one
 * database at a time. Every answer is compared with a scan's.
 * @throws BenchError `DISAGREEMENT`.
 */
export async function runCase(run: Run, wanted: SearchCase): Promise<void> {
  const material = await run.material(wanted.collection);
  if (material === undefined) return;
  const one: SearchCase = { ...wanted, n: Math.min(wanted.n, material.seriesMax) };
  const { collection, measure, n, draws } = one;
  const nearest = NEIGHBOURS.map((k): Outcome => {
    return { workload: workloadOf(collection, measure, k), k, compared: true, draws: [] };
  });
  const byId: Outcome = {
    workload: `${workloadOf(collection, measure, 1)} by id`,
    k: 1,
    compared: false,
    draws: [],
  };
  let questions: Questions | undefined;
  for (let draw = 0; draw < draws; draw += 1) {
    const place = `search: ${collection}, ${measure}, n ${n}, draw ${draw + 1} of ${draws}`;
    run.onProgress(`${place}: storing`);
    const database = await buildDatabase(material, { measure, n, draw, seed: run.seed });
    try {
      run.onProgress(`${place}: asking`);
      questions ??= await ask(database, material, { one, seed: run.seed });
      const lanes = lanesOf(database, material, one);
      for (const outcome of [...nearest, byId]) {
        const asked = outcome === byId ? questions.byId : questions.byValue;
        const { k } = outcome;
        outcome.draws.push(await takeTurns(lanes, asked, { k, rounds: ROUNDS, now: run.now }));
      }
    } finally {
      await database.close();
    }
  }
  for (const outcome of [...nearest, byId]) reportOutcome(run, one, outcome);
  reportMoreNeighbours(run, one, nearest);
}

async function ask(
  database: Database,
  material: Material,
  { one, seed }: { readonly one: SearchCase; readonly seed: number },
): Promise<Questions> {
  const values = material.others(one.queries).map((series): Query => ({ series }));
  const chosen = seededOrder('asked by id', seed, one.n).subarray(0, one.byId);
  const wanted = new Set(chosen);
  const ids: Query[] = [];
  let ordinal = 0;
  for (const { id } of material.rows(Math.max(...chosen) + 1)) {
    if (wanted.has(ordinal)) ids.push({ id });
    ordinal += 1;
  }
  return {
    byValue: await askScan(database, values, NEIGHBOURS_MAX),
    byId: await askScan(database, ids, 1),
  };
}

function lanesOf(database: Database, material: Material, one: SearchCase): readonly Lane[] {
  const { measure, n, queries, slowQueries } = one;
  return [
    ...scanLanes({ database, material, n, measure, queries: slowQueries }),
    ...(['auto', 'filter', 'shell'] as const).map((name) => strategyLane(database, name, queries)),
    strategyLane(database, 'ball', slowQueries),
  ];
}
