import { evaluate, type Filter } from '../metadata/index.ts';
import type { Collection, Matches } from '../similarity/index.ts';
import { SlicedWork } from '../turns/sliced-work.ts';
import type { Turn } from '../turns/turn.ts';
import { TurnAllowance } from '../turns/turn-allowance.ts';
import type { View } from './compute.ts';

/** Time of the event loop that filters and selections may take in one turn, in microseconds. */
const TURN_US = 4_000;

/** Shared by all databases of this thread, which has one event loop. */
const allowance = new TurnAllowance(TURN_US);

/** The bits of all series of a view, kept as long as the view is. */
const visible: WeakMap<View, Uint32Array> = new WeakMap();

/**
 * Resolves to what `compute` makes of the columns, in slices of the event loop's turns.
 * @throws DatabaseError `TIMEOUT`; the reason of the turn's signal.
 */
export async function overColumns<T>(
  turn: Turn | undefined,
  compute: (work: SlicedWork) => Promise<T>,
): Promise<T> {
  const work = new SlicedWork(allowance, turn ?? {});
  try {
    await work.begin();
    return await compute(work);
  } finally {
    work.end();
  }
}

/**
 * The series of `view` that match `filter`, or all of them, in memory that threads share.
 * @param collection shows what the view has
 * @throws as `SlicedWork.nextSlice`.
 * Cost: a condition a series, on this thread; the first time of a view, a look at every ordinal.
 */
export async function matchesIn(
  view: View,
  collection: Collection,
  filter: Filter | undefined,
  work: SlicedWork,
): Promise<Matches> {
  let all = visible.get(view);
  if (all === undefined) {
    all = collection.visibleBits(view.commit);
    visible.set(view, all);
  }
  const bits = new Uint32Array(new SharedArrayBuffer(all.byteLength));
  bits.set(all);
  if (filter === undefined) return { bits, count: view.live };
  const matching = await evaluate(filter, view.metadata, 32 * all.length, work);
  let count = 0;
  for (let word = 0; word < bits.length; word += 1) {
    const both = bits[word]! & matching[word]!;
    bits[word] = both;
    count += onesIn(both);
  }
  return { bits, count };
}

/** Bits of a word that are set. Source: Warren, "Hacker's Delight", section 5-1. */
function onesIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
