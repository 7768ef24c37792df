import {
  createMeasure,
  type Database,
  type Neighbour,
  type Query,
  type Series,
  type Strategy,
} from '../../../server/index.ts';
import { distributionOf } from '../../statistics.ts';
import { seededOrder } from '../../workloads/index.ts';
import { ANSWERS_START, type Asked } from './answers.ts';
import { buildDatabase } from './build.ts';
import type { Lane } from './lane.ts';
import type { Material, Row } from './material.ts';
import { MEASURES, ROUNDS } from './plan.ts';
import { add, type Run, workloadOf } from './run.ts';
import { type Turns, takeTurns } from './turns.ts';

const COLLECTION = 'bumps';
const MEASURE = 'γ 1';
const K = 1;

/** Shares of the collection that filters match, in percent. */
const PERCENTS = [0.1, 1, 10, 50, 100] as const;

/** Series that are measured in one go. */
const BLOCK = 1024;

/** The fixed plans: to compute what matches, and to search all and test. */
const FIXED = { 'compute matches': 'scan', 'search and test': 'filter' } as const;

/** A filter, and what it matches by the truth. */
interface Filtered {
  /** What it is in the names of workloads. */
  readonly name: string;
  readonly where: string;
  readonly matches: (id: string) => boolean;
}

/**
 * What a filter on metadata costs a search, by the share of the series that it matches: one that has
 * nothing to do with their shapes, and one that has, since the deviation of a bump goes with its width.
 * The planner is compared with both plans that it chooses from, every answer with brute force over
 * the series that match.
 * @throws BenchError `DISAGREEMENT`.
 */
export async function runSelectivity(run: Run): Promise<void> {
  const { n, queries: count } = run.plan.selectivity;
  const material = await run.material(COLLECTION);
  if (material === undefined) return;
  const place = `search: ${COLLECTION}, ${MEASURE}`;
  run.onProgress(`${place}: storing ${n} series with metadata`);
  const drawn = drawnMaterial(material, n, run.seed);
  const options = { measure: MEASURE, n, draw: 0, seed: run.seed } as const;
  const database = await buildDatabase(drawn, options, [{ name: 'draw', type: 'number' }]);
  try {
    const others = material.others(count);
    const queries = others.map((series): Query => ({ series }));
    const filters = await filtersOf(database, n);
    run.onProgress(
      `${place}: ${queries.length} queries by brute force, for ${filters.length} filters`,
    );
    const truths = bruteForce(material, n, { queries: others, filters });
    const ratios: Record<'p50' | 'p95', number[]> = { p50: [], p95: [] };
    for (const [index, filter] of filters.entries()) {
      run.onProgress(`${place}: searching where ${filter.name}`);
      const asked: Asked = { queries, truth: truths[index]! };
      const turns = await takeTurns(lanesOf(database, filter, count), asked, {
        k: K,
        rounds: ROUNDS,
        now: run.now,
      });
      report(run, filter, turns);
      for (const statistic of ['p50', 'p95'] as const) {
        ratios[statistic].push(overBetter(turns, statistic));
      }
    }
    for (const [statistic, values] of Object.entries(ratios)) {
      const workload = `${statistic} over the better plan, every filter`;
      add(run, values, { competitor: 'auto', workload, n, unit: 'times', checksum: ANSWERS_START });
    }
  } finally {
    await database.close();
  }
}

/** The material with a rank of each series in a seeded order as its metadata, from 0 up to 1. */
function drawnMaterial(material: Material, n: number, seed: number): Material {
  const order = seededOrder('draw', seed, n);
  return {
    ...material,
    *rows(count) {
      let place = 0;
      for (const row of material.rows(count)) {
        yield { ...row, metadata: { draw: order[place]! / n } };
        place += 1;
      }
    },
  };
}

async function filtersOf(database: Database, n: number): Promise<readonly Filtered[]> {
  const { rows } = await database.select({ fields: ['id', 'std', 'draw'], limit: n });
  const deviations = Float64Array.from(rows, ({ std }) => Number(std)).toSorted();
  const valueOf = (column: string): ReadonlyMap<string, number> =>
    new Map(rows.map((row) => [String(row['id']), Number(row[column])]));
  const [drawOf, deviationOf] = [valueOf('draw'), valueOf('std')];
  return PERCENTS.flatMap((percent): readonly Filtered[] => {
    const share = percent / 100;
    const most = deviations[Math.max(0, Math.ceil(share * n) - 1)]!;
    return [
      {
        name: `${percent} % match, independent`,
        where: `(< draw ${share})`,
        matches: (id) => drawOf.get(id)! < share,
      },
      {
        name: `${percent} % match, correlated`,
        where: `(<= std ${most})`,
        matches: (id) => deviationOf.get(id)! <= most,
      },
    ];
  });
}

/** By filter and query the nearest of the series that match, of distances to all that are stored. */
function bruteForce(
  material: Material,
  n: number,
  { queries, filters }: { queries: readonly Series[]; filters: readonly Filtered[] },
): readonly (readonly (readonly Neighbour[])[])[] {
  const measure = createMeasure(MEASURES[MEASURE], material.length);
  const { preparedLength } = measure;
  const rows = [...material.rows(n)];
  const stored = new Float64Array(n * preparedLength);
  for (const [place, { series }] of rows.entries()) {
    measure.prepare(series.values, stored, place * preparedLength);
  }
  const matching = filters.map(({ matches }) => rows.map(({ id }) => matches(id)));
  const truths: (readonly Neighbour[])[][] = filters.map(() => []);
  const query = new Float64Array(preparedLength);
  const distances = new Float64Array(n);
  for (const { values } of queries) {
    measure.prepare(values, query, 0);
    for (let start = 0; start < n; start += BLOCK) {
      const block = stored.subarray(start * preparedLength, (start + BLOCK) * preparedLength);
      distances.set(measure.distances(query, block), start);
    }
    for (const [index, matches] of matching.entries()) {
      truths[index]!.push(nearestOf(rows, distances, matches));
    }
  }
  return truths;
}

/** The nearest of the rows that match, the least id of several; none where none matches. */
function nearestOf(
  rows: readonly Row[],
  distances: Float64Array,
  matches: readonly boolean[],
): readonly Neighbour[] {
  let best: Neighbour | undefined;
  for (const [place, { id }] of rows.entries()) {
    const distance = distances[place]!;
    if (!matches[place] || (best !== undefined && distance > best.distance)) continue;
    if (best === undefined || distance < best.distance || id < best.id) best = { id, distance };
  }
  return best === undefined ? [] : [best];
}

function lanesOf(database: Database, { where }: Filtered, queries: number): readonly Lane[] {
  const lane = (name: string, strategy: Strategy): Lane => ({
    name,
    queries,
    agrees: 'to the bit',
    async ask(query, k) {
      const { neighbours } = await database.nearest(query, { k, strategy, where });
      return { neighbours };
    },
  });
  const fixed = Object.entries(FIXED).map(([name, strategy]) => lane(name, strategy));
  return [lane('auto', 'auto'), ...fixed];
}

function report(run: Run, { name }: Filtered, turns: readonly Turns[]): void {
  const { n } = run.plan.selectivity;
  const workload = `${workloadOf(COLLECTION, MEASURE, K)}, ${name}`;
  for (const { name: competitor, ms, checksum } of turns) {
    add(run, ms, { competitor, workload, n, unit: 'ms', checksum });
  }
}

/** What the planner takes over the better of the fixed plans. */
function overBetter(turns: readonly Turns[], statistic: 'p50' | 'p95'): number {
  const [auto, ...fixed] = turns.map(({ ms }) => distributionOf(ms, 'lower')[statistic]);
  return auto! / Math.min(...fixed);
}
