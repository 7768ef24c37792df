import { createMeasure, type Database, type Neighbour } from '../../../server/index.ts';
import { FrozenScan } from '../../peers/frozen-scan/scan.ts';
import type { Lane } from './lane.ts';
import type { Material } from './material.ts';
import { MEASURES, type MeasureName } from './plan.ts';

/** The name of the competitor that keeps to the kernel of one release. */
export const FROZEN = 'frozen scan';

/** Sharper, distances to what is unlike differ by less than rounding, and so would the answers. */
const GAMMA_MAX = 10;

/** What is scanned. */
export interface Frozen {
  readonly database: Database;
  readonly material: Material;
  readonly n: number;
  readonly measure: MeasureName;
  readonly queries: number;
}

/**
 * Every distance by the frozen kernel, over series of its own; undefined for measures and lengths that
 * it does not have. Cost: a copy of all prepared series.
 */
export function frozenLane({ database, material, n, measure, queries }: Frozen): Lane | undefined {
  const settings = MEASURES[measure];
  const { length } = material;
  if (settings.name !== 'kernel' || !Number.isInteger(Math.log2(length))) return undefined;
  const { gamma } = settings;
  if (gamma > GAMMA_MAX) return undefined;
  const kernel = createMeasure(settings, length);
  const { preparedLength } = kernel;
  const prepared = new Float64Array(n * preparedLength);
  const ids: string[] = [];
  for (const { id, series } of material.rows(n)) {
    kernel.prepare(series.values, prepared, ids.length * preparedLength);
    ids.push(id);
  }
  const scan = new FrozenScan({ length, gamma, prepared });
  const own = new Float64Array(preparedLength);
  return {
    name: FROZEN,
    queries,
    agrees: 'to rounding',
    async ask(query, k) {
      const { values } = 'id' in query ? database.get(query.id).series : query.series;
      kernel.prepare(values, own, 0);
      scan.scan(own);
      const left = 'id' in query ? ids.indexOf(query.id) : -1;
      return { neighbours: nearest(scan.distances, ids, k, left) };
    },
  };
}

/** The `k` least of `distances` but that at `left`, ascending. */
function nearest(
  distances: Float64Array,
  ids: readonly string[],
  k: number,
  left: number,
): readonly Neighbour[] {
  const found: Neighbour[] = [];
  let farthest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < ids.length; at += 1) {
    const distance = distances[at]!;
    if (distance >= farthest || at === left) continue;
    found.push({ id: ids[at]!, distance });
    found.sort((a, b) => a.distance - b.distance);
    if (found.length > k) found.pop();
    if (found.length === k) farthest = found[k - 1]!.distance;
  }
  return found;
}
