import { type EngineFile, encodeDistanceKey, type Fault } from '../../engines/index.ts';
import { Collection, type Measure } from '../similarity/index.ts';
import type { View } from './compute.ts';
import type { DatabaseVerification } from './contract.ts';
import { metadataFaults } from './metadata-trees.ts';
import { decodeSeries } from './records.ts';
import { decodeOrdinal, decodeRow, encodeId, shellTree, TREES } from './trees.ts';
import { writeFaults } from './write-memory.ts';

const SERIES_BETWEEN_TURNS = 64;

/**
 * Verifies the file, then that its trees tell one story: every id leads to its series and back,
 * every series has a row, every distance in a row stands in its vantage point's tree and nothing
 * else does, and every one is what the measure computes, within its noise.
 * Cost: the whole file, and a distance for each series and vantage point.
 */
export async function verifyDatabase(
  file: EngineFile,
  measure: Measure,
  view: View,
): Promise<DatabaseVerification> {
  const { faults, trees, pagesChecked } = await file.verify();
  const checked =
    faults.length > 0 ? { faults: [], distances: 0 } : await crossCheck(measure, view);
  return {
    faults: [...faults, ...checked.faults],
    trees,
    pagesChecked,
    series: view.snapshot.tree(TREES.ids).count(),
    distancesChecked: checked.distances,
  };
}

async function crossCheck(
  measure: Measure,
  { snapshot, handles }: View,
): Promise<{ readonly faults: readonly Fault[]; readonly distances: number }> {
  const faults: Fault[] = [];
  const report = (tree: string, message: string): void => {
    faults.push({ page: undefined, tree, message });
  };
  const { vantage } = new Collection(handles);
  const ids = snapshot.tree(TREES.ids);
  const series = snapshot.tree(TREES.series);
  const rows = snapshot.tree(TREES.rows);
  const count = series.count();
  if (ids.count() !== count) report(TREES.ids, `${ids.count()} ids for ${count} series`);
  if (rows.count() !== count) report(TREES.rows, `${rows.count()} rows for ${count} series`);
  for (const { slot } of vantage.points) {
    const entries = snapshot.tree(shellTree(slot)).count();
    if (entries !== count) report(shellTree(slot), `${entries} entries for ${count} series`);
  }
  for (const fault of writeFaults(snapshot)) report(TREES.writes, fault);
  for (const fault of metadataFaults(snapshot)) report(TREES.metadata, fault);
  const prepared = new Float64Array(measure.preparedLength);
  let distances = 0;
  let seen = 0;
  for (const { key, value } of series.range()) {
    seen += 1;
    if (seen % SERIES_BETWEEN_TURNS === 0) await new Promise(setImmediate);
    const ordinal = decodeOrdinal(key);
    const { id, series: points } = decodeSeries(value);
    const found = ids.get(encodeId(id));
    if (found === undefined || decodeOrdinal(found) !== ordinal) {
      report(TREES.ids, `${JSON.stringify(id)} does not lead to its series ${ordinal}`);
    }
    const stored = rows.get(key);
    const row = stored === undefined ? undefined : decodeRow(stored);
    measure.prepare(points.values, prepared, 0);
    const due = measure.distances(prepared, vantage.prepared);
    for (const [place, { slot }] of vantage.points.entries()) {
      // There is a distance for each point.
      const actual = due[place]!;
      distances += 1;
      const recorded = row?.[slot];
      if (recorded === undefined || !agree(actual, recorded, measure.noise)) {
        report(TREES.rows, `series ${ordinal}, slot ${slot}: ${recorded} where ${actual} is due`);
      } else if (!snapshot.tree(shellTree(slot)).has(encodeDistanceKey(recorded, ordinal))) {
        report(shellTree(slot), `series ${ordinal} has no entry at ${recorded}`);
      }
    }
  }
  return { faults, distances };
}

/** Two computed distances of one pair differ by at most twice the noise of their squares. */
function agree(a: number, b: number, noise: number): boolean {
  return Math.abs(a * a - b * b) <= 2 * noise;
}
