import type { Entry } from '../../../engines/index.ts';
import { countedCell, type Unit } from '../../cell.ts';
import type { Contender } from '../../contenders/index.ts';
import { inOrder, ORDERS, type Order } from '../../workloads/index.ts';
import { type Run, skip } from './run.ts';
import { valuesOf } from './writers.ts';

/**
 * What becomes of a tree as keys arrive in several orders: its height, the nodes that a lookup passes
 * on average over all keys, and the rotations that an insertion took. Counted, and the same in every
 * run of one seed.
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
          await countShape(run, contender, { order, entries });
        } else {
          const reason = 'the engine bounds no height: time grows as n²';
          skip(run, contender, { workload: `height, ${order}`, n, reason });
        }
      }
    }
  }
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

async function countShape(
  run: Run,
  contender: Contender,
  { order, entries }: { readonly order: Order; readonly entries: readonly Entry[] },
): Promise<void> {
  const store = await contender.open(undefined);
  try {
    await store.insert(entries);
    const { height, depths } = store.shape!(); // Those without it were left out.
    const passed = depths.reduce((sum, nodes, depth) => sum + nodes * (depth + 1), 0);
    const count = (what: string, unit: Unit, value: number): void => {
      run.cells.push(
        countedCell([value], {
          suite: 'engines',
          competitor: contender.manifest.name,
          workload: `${what}, ${order}`,
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
    const { rotations } = store.stats();
    count('rotations per insert', 'rotations per operation', rotations / entries.length);
  } finally {
    await store.close();
  }
}
