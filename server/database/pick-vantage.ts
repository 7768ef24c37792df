import { DatabaseError } from '../errors.ts';
import { createRandom } from '../series/index.ts';
import { type Collection, chooseVantage } from '../similarity/index.ts';
import { ordinalOf } from './answers.ts';
import { checkCount, checkId } from './checks.ts';
import type { View } from './compute.ts';
import type { VantagePick } from './contract.ts';
import { decodeSeriesId } from './records.ts';
import { SETTINGS_LIMITS } from './settings.ts';
import { encodeOrdinal, TREES } from './trees.ts';

/** A series that is to become a vantage point. */
export interface Picked {
  readonly ordinal: number;
  readonly id: string;
}

/** @throws DatabaseError `INVALID_VALUE`, `INVALID_ID`. */
export function checkPick(pick: VantagePick): void {
  if ('ids' in pick) checkVantageIds(pick.ids);
  else checkCount('count', pick.count, SETTINGS_LIMITS.vantagePointsMax);
}

/** @throws DatabaseError `INVALID_VALUE` unless 1 to 32 ids; `INVALID_ID`. */
export function checkVantageIds(ids: readonly string[]): void {
  const { vantagePointsMax } = SETTINGS_LIMITS;
  if (!(ids.length >= 1 && ids.length <= vantagePointsMax)) {
    throw new DatabaseError(
      'INVALID_VALUE',
      `there are ${ids.length} ids; it takes 1 to ${vantagePointsMax}`,
      { field: 'ids' },
    );
  }
  for (const id of ids) checkId(id);
}

/**
 * The series that `pick` comes to in `view`. Ids of vantage points are left out, and drawing ends
 * when every series is one.
 * @throws DatabaseError `NOT_FOUND` when an id has no series; `INVALID_VALUE` when there would be
 * more than 32 points.
 */
export function pickVantage(
  pick: VantagePick,
  { collection, view, seed }: { collection: Collection; view: View; seed: number },
): readonly Picked[] {
  const taken = new Set(view.vantageIds);
  const picked =
    'ids' in pick
      ? byId(pick.ids, view, taken)
      : atRandom(pick.count, { collection, view, seed }, taken);
  const { vantagePointsMax } = SETTINGS_LIMITS;
  if (taken.size + picked.length > vantagePointsMax) {
    throw new DatabaseError(
      'INVALID_VALUE',
      `there are ${taken.size} vantage points and there may be ${vantagePointsMax}, so ` +
        `${picked.length} more are too many; add fewer, or drop some first`,
      { field: 'ids' in pick ? 'ids' : 'count' },
    );
  }
  return picked;
}

function byId(ids: readonly string[], view: View, taken: ReadonlySet<string>): readonly Picked[] {
  const wanted = [...new Set(ids)].filter((id) => !taken.has(id));
  return wanted.map((id) => ({ id, ordinal: ordinalOf(view, id, 'ids') }));
}

function atRandom(
  count: number,
  { collection, view, seed }: { collection: Collection; view: View; seed: number },
  taken: ReadonlySet<string>,
): readonly Picked[] {
  const live: number[] = [];
  for (let ordinal = 0; ordinal < collection.count; ordinal += 1) {
    if (collection.visible(ordinal, view.commit)) live.push(ordinal);
  }
  const random = createRandom(seed);
  const series = view.snapshot.tree(TREES.series);
  // Drawn are as many more as there are points, since those may be among them.
  const drawn = chooseVantage({
    count: count + taken.size,
    ordinals: live,
    random: () => random.uniform(),
  });
  const named = Array.from(drawn, (ordinal): Picked => {
    const record = series.view(encodeOrdinal(ordinal));
    if (record === undefined) throw new RangeError(`no series has the ordinal ${ordinal}`);
    return { ordinal, id: decodeSeriesId(record) };
  });
  return named.filter(({ id }) => !taken.has(id)).slice(0, count);
}
