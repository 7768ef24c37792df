import type { Entry } from '../../../engines/index.ts';
import { countedCell, type Unit } from '../../cell.ts';
import type { Contender } from '../../contenders/index.ts';
import { inOrder, ORDERS, type Order, randomEntries } from '../../workloads/index.ts';
import type { Opened } from './competitors.ts';
import { type Run, skip } from './run.ts';
import { valuesOf } from './writers.ts';

/** In how many parts all entries are replaced. */
const AGING_PARTS = 16;

/**
 * What becomes of a tree as it grows with keys in several orders, and as it ages: its height, the nodes
 * that a lookup passes on average over all keys, and the rotations for each insertion so far. Counted,
 * and the same in every run of one seed.
 */
export async function runShapes(run: Run, contenders: readonly Contender[]): Promise<void> {
  const { plan, data } = run;
  const shaped = await thoseWithShape(run, contenders);
  for (const order of ORDERS) {
    for (const n of plan.shapeEntries) {
      const random = data.entries.slice(0, n);
      const ascending = random.toSorted((a, b) => Buffer.compare(a.key, b.key));
      const entries = order === 'random' ? random : inOrder(ascending, order);
      run.onProgress(`engines: shape, ${order}, n ${n}`);
      for (const contender of shaped) {
        if (order === 'random' || contender.balanced || n <= plan.entriesSortedUnbounded) {
          await countOrdered(run, contender, { order, entries });
        } else {
          const reason = 'the engine bounds no height: time grows as n²';
          skip(run, contender, { workload: `height, ${order}`, n, reason });
        }
      }
    }
  }
  run.onProgress(`engines: shape, entries replaced, n ${plan.agingEntries}`);
  for (const contender of shaped) await countAging(run, contender);
}

async function thoseWithShape(
  run: Run,
  contenders: readonly Contender[],
): Promise<readonly Contender[]> {
  const shaped: Contender[] = [];
  for (const contender of contenders) {
    const store = await contender.open(undefined);
    if (store.shape !== undefined) shaped.push(contender);
    else skip(run, contender, { workload: 'height', reason: 'it tells of no shape' });
    await store.close();
  }
  return shaped;
}

/** The shape after insertions in an order. */
async function countOrdered(
  run: Run,
  contender: Contender,
  { order, entries }: { readonly order: Order; readonly entries: readonly Entry[] },
): Promise<void> {
  const store = await contender.open(undefined);
  try {
    await store.insert(entries);
    countShape(run, { contender, store }, { after: order, entries, inserted: entries.length });
  } finally {
    await store.close();
  }
}

/** How a tree ages: its shape when all its entries have been replaced so many times, part by part. */
async function countAging(run: Run, contender: Contender): Promise<void> {
  const { agingEntries: n, agingRounds } = run.plan;
  const store = await contender.open(undefined);
  try {
    if (store.remove === undefined) {
      const workload = 'height, entries replaced';
      skip(run, contender, { workload, n, reason: 'it offers no such change' });
      return;
    }
    let entries = randomEntries('aging 0', run.seed, n);
    await store.insert(entries);
    for (let round = 1; round <= agingRounds.at(-1)!; round++) {
      const replacements = randomEntries(`aging ${round}`, run.seed, n);
      const length = Math.ceil(n / AGING_PARTS);
      for (let start = 0; start < n; start += length) {
        await store.remove(entries.slice(start, start + length).map(({ key }) => key));
        await store.insert(replacements.slice(start, start + length));
      }
      entries = replacements;
      if (!agingRounds.includes(round)) continue;
      const after = `entries replaced ${round}×`;
      countShape(run, { contender, store }, { after, entries, inserted: n * (round + 1) });
    }
  } finally {
    await store.close();
  }
}

function countShape(
  run: Run,
  { contender, store }: Opened,
  {
    after,
    entries,
    inserted,
  }: { readonly after: string; readonly entries: readonly Entry[]; readonly inserted: number },
): void {
  const { height, depths } = store.shape!(); // Those without it were left out.
  const passed = depths.reduce((sum, nodes, depth) => sum + nodes * (depth + 1), 0);
  const count = (what: string, unit: Unit, value: number): void => {
    run.cells.push(
      countedCell([value], {
        suite: 'engines',
        competitor: contender.manifest.name,
        workload: `${what}, ${after}`,
        n: entries.length,
        unit,
        checksum: valuesOf(entries),
        note: undefined,
      }),
    );
  };
  count('height', 'nodes', height);
  count('nodes per lookup', 'nodes', passed / entries.length);
  if (store.stats === undefined) return;
  count('rotations per insert', 'rotations per operation', store.stats().rotations / inserted);
}
