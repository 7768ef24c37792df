import type { EngineFile, Entry } from '../../engines/index.ts';
import { encodeDistanceKey } from '../../engines/index.ts';
import { createRandom } from '../series/index.ts';
import { type CollectionWriter, chooseVantage, createVantageSet } from '../similarity/index.ts';
import type { Compute, View } from './compute.ts';
import type { Settings } from './contract.ts';
import { decodeSeriesId } from './records.ts';
import { encodeOrdinal, encodeRow, NOTHING, shellTree, TREES } from './trees.ts';

/** Series that one task measures the points against. */
const SURVEY_SERIES = 1024;

/**
 * Draws vantage points from the series of `view`, measures them against all, and stores the points,
 * their trees and every row in one commit. No other change may run meanwhile. Returns their ids.
 */
export async function addVantagePoints(
  file: EngineFile,
  collection: CollectionWriter,
  compute: Compute,
  view: View,
  settings: Settings,
): Promise<readonly string[]> {
  const live = liveOrdinals(collection, view.commit);
  const random = createRandom(settings.seed);
  const chosen = chooseVantage({
    count: settings.vantagePoints,
    ordinals: live,
    random: () => random.uniform(),
  });
  const { preparedLength } = collection.layout;
  const points = new Float64Array(chosen.length * preparedLength);
  for (const [slot, ordinal] of chosen.entries()) {
    points.set(collection.collection.prepared(ordinal), slot * preparedLength);
  }
  const distances = await measureAll(collection, compute, view, points, chosen.length);

  const series = view.snapshot.tree(TREES.series);
  const records = Array.from(chosen, (ordinal) => series.get(encodeOrdinal(ordinal)) ?? NOTHING);
  await file.write((tx) => {
    tx.drop(TREES.rows);
    tx.load(TREES.rows, rowEntries(live, distances));
    for (const [slot, column] of distances.entries()) {
      tx.load(shellTree(slot), shellEntries(live, column));
      const key = encodeOrdinal(chosen[slot]!);
      tx.tree(TREES.vantage).put(encodeOrdinal(slot), Buffer.concat([key, records[slot]!]));
    }
  });
  for (const [slot, column] of distances.entries()) collection.setDistances(slot, 0, column);
  collection.setVantage(
    createVantageSet(
      view.handles.vantage.version + 1,
      Array.from(chosen, (ordinal, slot) => ({
        slot,
        ordinal,
        prepared: points.slice(slot * preparedLength, (slot + 1) * preparedLength),
      })),
    ),
  );
  return records.map(decodeSeriesId);
}

function liveOrdinals(collection: CollectionWriter, commit: number): readonly number[] {
  const { collection: reader } = collection;
  const live: number[] = [];
  for (let ordinal = 0; ordinal < reader.count; ordinal += 1) {
    if (reader.visible(ordinal, commit)) live.push(ordinal);
  }
  return live;
}

/** A column of distances a point, by ordinal; in blocks, so that queries come between. */
async function measureAll(
  collection: CollectionWriter,
  compute: Compute,
  view: View,
  points: Float64Array,
  count: number,
): Promise<readonly Float64Array[]> {
  const ordinals = collection.collection.count;
  const columns = Array.from({ length: count }, () => new Float64Array(ordinals));
  const measureBlock = async (start: number): Promise<void> => {
    const end = Math.min(start + SURVEY_SERIES, ordinals);
    const block = await compute.survey(view, { points, start, end });
    for (const [point, column] of columns.entries()) {
      column.set(block.subarray(point * (end - start), (point + 1) * (end - start)), start);
    }
  };
  const blocks: Promise<void>[] = [];
  for (let start = 0; start < ordinals; start += SURVEY_SERIES) blocks.push(measureBlock(start));
  await Promise.all(blocks);
  return columns;
}

function* rowEntries(live: readonly number[], columns: readonly Float64Array[]): Iterable<Entry> {
  for (const ordinal of live) {
    const row = Float64Array.from(columns, (column) => column[ordinal]!);
    yield { key: encodeOrdinal(ordinal), value: encodeRow(row) };
  }
}

function* shellEntries(live: readonly number[], column: Float64Array): Iterable<Entry> {
  const order = live.toSorted((a, b) => column[a]! - column[b]! || a - b);
  for (const ordinal of order) {
    yield { key: encodeDistanceKey(column[ordinal]!, ordinal), value: NOTHING };
  }
}
