import type { EngineFile, Snapshot } from '../../engines/index.ts';
import { Columns } from '../metadata/index.ts';
import { moments } from '../series/index.ts';
import {
  CollectionWriter,
  createLayout,
  createVantageSet,
  type Measure,
  NO_VANTAGE,
  rowsFor,
} from '../similarity/index.ts';
import { readRow, readSchema } from './metadata-trees.ts';
import { Ordinals } from './ordinals.ts';
import { decodeSeries } from './records.ts';
import { SETTINGS_LIMITS } from './settings.ts';
import { decodeOrdinal, decodeRow, encodeOrdinal, TREES } from './trees.ts';

/** What an open database keeps in memory, and what it took from the file to fill it. */
export interface LoadedCollection {
  readonly writer: CollectionWriter;
  readonly columns: Columns;
  readonly ordinals: Ordinals;
  readonly vantageIds: readonly string[];
}

/**
 * Fills a collection from the newest commit of `file`: every series is prepared anew, its
 * distances to the vantage points and its row are read. Cost: one walk of the series, one transform each.
 */
export function loadCollection(file: EngineFile, measure: Measure): LoadedCollection {
  const { preparedLength } = measure;
  const layout = createLayout({ preparedLength, slotsMax: SETTINGS_LIMITS.vantagePointsMax });
  const writer = new CollectionWriter(layout);
  const snapshot = file.snapshot();
  // Series that come after it get their rows for the set.
  const vantageIds = loadVantage(snapshot, writer, measure);
  const prepared = new Float64Array(preparedLength);
  const rows = snapshot.tree(TREES.rows);
  const schema = readSchema(snapshot);
  const columns = new Columns(schema);
  const cursor = snapshot.tree(TREES.series).cursor();
  // A vantage point is known by its ordinal, which no other series may get when its own is gone.
  const points = writer.collection.vantage.points.map(({ ordinal }) => ordinal);
  const unused: number[] = [];
  let next = 0;
  for (let on = cursor.first(); on; on = cursor.next()) {
    const ordinal = decodeOrdinal(cursor.key());
    const { id, series } = decodeSeries(cursor.value());
    const row = rows.get(encodeOrdinal(ordinal));
    measure.prepare(series.values, prepared, 0);
    writer.append(ordinal, prepared, row === undefined ? [] : decodeRow(row));
    writer.stampBorn(ordinal, snapshot.commit);
    columns.append(ordinal, { id, ...moments(series.values) }, readRow(snapshot, schema, ordinal));
    for (; next < ordinal; next += 1) unused.push(next);
    next = ordinal + 1;
  }
  for (const end = Math.max(next, ...points.map((ordinal) => ordinal + 1)); next < end; next += 1) {
    unused.push(next);
  }
  snapshot.release();
  const free = unused.filter((ordinal) => !points.includes(ordinal)).toReversed();
  return { writer, columns, ordinals: new Ordinals(next, free), vantageIds };
}

function loadVantage(
  snapshot: Snapshot,
  writer: CollectionWriter,
  measure: Measure,
): readonly string[] {
  const ids: string[] = [];
  const members = [...snapshot.tree(TREES.vantage).range()].map(({ key, value }) => {
    const { id, series } = decodeSeries(value.subarray(4));
    const prepared = new Float64Array(measure.preparedLength);
    measure.prepare(series.values, prepared, 0);
    ids.push(id);
    return { slot: decodeOrdinal(key), ordinal: decodeOrdinal(value), prepared };
  });
  const vantage = members.length === 0 ? NO_VANTAGE : createVantageSet(1, members);
  writer.setVantage(vantage, rowsFor(measure, vantage, undefined));
  return ids;
}
