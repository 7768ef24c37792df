import type { EngineFile, Transaction } from '../../engines/index.ts';
import {
  type CollectionWriter,
  createVantageSet,
  type Measure,
  rowsFor,
  type VantageSet,
} from '../similarity/index.ts';
import { rowEntries, shellEntries } from './bulk-entries.ts';
import type { Compute, View } from './compute.ts';
import type { MeasureListener } from './contract.ts';
import { surveyAll } from './survey.ts';
import { encodeOrdinal, isShellTree, NOTHING, shellTree, TREES } from './trees.ts';

/*
 * Changes of the vantage set. One commit changes the set, and no other change of the database may
 * run beside it; queries may, because each keeps to the set of its view:
 *
 *  1. A new point's distances are written to shared memory in slots that no view in use has, so
 *     they may be there before the commit, and stay there unread when it fails.
 *  2. The set in memory, and a row of every series for it, are made before the commit, because they
 *     take memory that may not be there; they are used after it, and seen from the next `publish` on.
 *  3. The rows on disk keep the distances of a dropped point. They mean nothing without the point,
 *     and whoever gets the slot next rewrites all rows.
 *  4. The trees of many series are loaded before that commit, each in one of its own, because a
 *     transaction stands in memory and holds the event loop. Without a point a tree means nothing:
 *     whoever gets the slot next, or opens the file for writing, drops it.
 */

/** Entries that one transaction loads, about; each takes 48 bytes of memory, or twice that. */
const LOAD_ENTRIES_MAX = 1_000_000;

/** Series that get a row between two turns of the event loop: some milliseconds. */
const ROWS_PER_TURN = 8192;

/** What a change of the vantage set is made to. */
export interface VantageTarget {
  readonly measure: Measure;
  readonly file: EngineFile;
  readonly collection: CollectionWriter;
  readonly compute: Compute;
  readonly view: View;
  /** What else belongs into the commit that changes the set. */
  readonly putNotes: (tx: Transaction) => void;
}

/** A series to become a vantage point, and the slot for its distances. */
export interface Candidate {
  readonly ordinal: number;
  readonly id: string;
  readonly slot: number;
}

interface Member {
  readonly slot: number;
  readonly ordinal: number;
  readonly id: string;
  readonly prepared: Float64Array;
}

/**
 * Makes vantage points of stored series: measures them against all, then stores the points, their
 * trees and every row. Returns the ids of the whole set, in order of slots.
 * Requires: no view in use has a point in their slots.
 * Cost: a distance a series and point, a sort a point, and a bulk load of their trees and the rows.
 */
export async function addToVantage(
  target: VantageTarget,
  candidates: readonly Candidate[],
  onMeasured: MeasureListener = () => undefined,
): Promise<readonly string[]> {
  const { file, collection, compute, view } = target;
  const reader = collection.collection;
  const ordinals = liveOrdinals(target);
  const added = candidates.map((candidate): Member => {
    return { ...candidate, prepared: reader.prepared(candidate.ordinal) };
  });
  const { preparedLength } = collection.layout;
  const points = new Float64Array(added.length * preparedLength);
  for (const [place, { prepared }] of added.entries()) points.set(prepared, place * preparedLength);

  // Beside the rows, of which one column touches a line of the cache for every series.
  const columns = added.map(() => new Float64Array(reader.count));
  let measured = 0;
  const survey = { points, count: added.length, ordinals: reader.count };
  await surveyAll(compute, view, survey, ({ start, end, distances }) => {
    for (const [place, { slot }] of added.entries()) {
      const column = distances.subarray(place * (end - start), (place + 1) * (end - start));
      collection.setDistances(slot, start, column); // 1
      columns[place]!.set(column, start);
    }
    measured += end - start;
    onMeasured(measured, reader.count);
  });

  const members = inSlotOrder([...membersOf(target), ...added]);
  const series = view.snapshot.tree(TREES.series);
  const slots = members.map(({ slot }) => slot);
  const loadShell = (tx: Transaction, place: number): void => {
    const name = shellTree(added[place]!.slot);
    tx.drop(name); // 4
    tx.load(name, shellEntries(columns[place]!, ordinals));
  };
  const next = await prepareSet(target, members); // 2
  const staged = ordinals.length * (added.length + 1) > LOAD_ENTRIES_MAX;
  for (const place of staged ? added.keys() : []) {
    await file.write((tx) => loadShell(tx, place));
  }
  await file.write((tx) => {
    target.putNotes(tx);
    tx.drop(TREES.rows);
    tx.load(TREES.rows, rowEntries(reader, ordinals, slots));
    for (const [place, { slot, ordinal }] of added.entries()) {
      if (!staged) loadShell(tx, place);
      const key = encodeOrdinal(ordinal);
      const record = series.get(key) ?? NOTHING;
      tx.tree(TREES.vantage).put(encodeOrdinal(slot), Buffer.concat([key, record]));
    }
  });
  return use(target, next);
}

/**
 * Drops the trees that no vantage point has: of an addition that was killed before its last commit.
 */
export async function dropStrayTrees(file: EngineFile, vantage: VantageSet): Promise<void> {
  const used = new Set(vantage.points.map(({ slot }) => shellTree(slot)));
  const strays = file.trees().filter((name) => isShellTree(name) && !used.has(name));
  if (strays.length === 0) return;
  try {
    await file.write((tx) => {
      for (const name of strays) tx.drop(name);
    });
  } catch {
    // They only take space, and a full disk is no reason not to open; a broken one shows itself.
  }
}

/**
 * Ends the vantage points with these ids. Returns the ids of those that are left.
 * Cost: one commit; their slots are free when the last query that began before has ended.
 */
export async function dropFromVantage(
  target: VantageTarget,
  ids: ReadonlySet<string>,
): Promise<readonly string[]> {
  const members = membersOf(target);
  const left = members.filter(({ id }) => !ids.has(id));
  const next = await prepareSet(target, left); // 2
  await target.file.write((tx) => {
    target.putNotes(tx);
    for (const { id, slot } of members) {
      if (!ids.has(id)) continue;
      tx.drop(shellTree(slot));
      tx.tree(TREES.vantage).delete(encodeOrdinal(slot));
    }
  });
  return use(target, next);
}

/** The points of the view, with their prepared series. */
function membersOf({ collection, view }: VantageTarget): readonly Member[] {
  const { points, prepared } = view.handles.vantage;
  const { preparedLength } = collection.layout;
  return points.map(({ slot, ordinal }, place) => ({
    slot,
    ordinal,
    id: view.vantageIds[place]!,
    prepared: prepared.slice(place * preparedLength, (place + 1) * preparedLength),
  }));
}

function inSlotOrder(members: readonly Member[]): readonly Member[] {
  return members.toSorted((a, b) => a.slot - b.slot);
}

/** A vantage set with all that memory needs of it. */
interface NextSet {
  readonly ids: readonly string[];
  readonly vantage: VantageSet;
  readonly rows: CollectionWriter['rows'];
}

/** Series get their rows for the set some at a time, so that queries come between. */
async function prepareSet(
  { collection, measure, view }: VantageTarget,
  members: readonly Member[],
): Promise<NextSet> {
  const vantage = createVantageSet(view.handles.vantage.version + 1, members);
  const rows = rowsFor(measure, vantage, collection.rows);
  if (rows !== undefined && rows !== collection.rows) {
    const { count } = collection.collection;
    for (let start = 0; start < count; start += ROWS_PER_TURN) {
      collection.embed(rows, start, start + ROWS_PER_TURN);
      await new Promise(setImmediate);
    }
  }
  return { ids: members.map(({ id }) => id), vantage, rows };
}

/** Makes it the set that the next handles have; the ids of its points. */
function use({ collection }: VantageTarget, { ids, vantage, rows }: NextSet): readonly string[] {
  collection.setVantage(vantage, rows);
  return ids;
}

function liveOrdinals({ collection, view }: VantageTarget): Uint32Array {
  const reader = collection.collection;
  const live = new Uint32Array(reader.count);
  let count = 0;
  for (let ordinal = 0; ordinal < live.length; ordinal += 1) {
    if (reader.visible(ordinal, view.commit)) live[count++] = ordinal;
  }
  return live.slice(0, count);
}
