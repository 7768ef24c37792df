/** A vantage point: a series whose distances to all others are stored. */
export interface VantagePoint {
  /** Place of its distances in every row, from 0 and below `slotsMax`. */
  readonly slot: number;
  /** The stored series that serves as one; it may have been deleted since. */
  readonly ordinal: number;
}

/**
 * The vantage points that are in use together. Immutable: adding or dropping one makes a new set
 * with a higher `version`, and a query keeps to one set. Structured clones share `prepared`.
 */
export interface VantageSet {
  readonly version: number;
  readonly points: readonly VantagePoint[];
  /**
   * Prepared series of the points, in their order, in shared memory. They are copies, so that a
   * series that serves as vantage point can be deleted.
   */
  readonly prepared: Float64Array;
}

/** The set with no vantage points, version 0. */
export const NO_VANTAGE: VantageSet = {
  version: 0,
  points: [],
  prepared: new Float64Array(new SharedArrayBuffer(0)),
};

/**
 * Makes a set from points and their prepared series, which it copies.
 * @throws RangeError when two points have one slot, or the series differ in length.
 */
export function createVantageSet(
  version: number,
  members: readonly (VantagePoint & { readonly prepared: Float64Array })[],
): VantageSet {
  const length = members[0]?.prepared.length ?? 0;
  const prepared = new Float64Array(new SharedArrayBuffer(8 * length * members.length));
  const slots = new Set<number>();
  const points = members.map((member, index): VantagePoint => {
    if (slots.has(member.slot)) throw new RangeError(`two vantage points have slot ${member.slot}`);
    if (member.prepared.length !== length) {
      throw new RangeError(`prepared series of ${length} and ${member.prepared.length} doubles`);
    }
    slots.add(member.slot);
    prepared.set(member.prepared, index * length);
    return { slot: member.slot, ordinal: member.ordinal };
  });
  return { version, points, prepared };
}

/** How to draw vantage points. */
export interface VantageChoice {
  /** How many to draw, a whole number from 0. */
  readonly count: number;
  /** Live ordinals to draw from, all different; not changed. */
  readonly ordinals: ArrayLike<number>;
  /** Uniform on [0, 1). A seeded one makes the draw repeatable. */
  readonly random: () => number;
}

/**
 * Draws `count` different ordinals uniformly, in the order drawn; all of them when there are no
 * more. Drawing at random is deliberate: choosing points far apart was measured to help on some
 * collections and to hurt as much on others. Cost: O(ordinals) memory and time.
 */
export function chooseVantage({ count, ordinals, random }: VantageChoice): Uint32Array {
  const pool = Uint32Array.from(ordinals);
  const drawn = Math.min(count, pool.length);
  for (let at = 0; at < drawn; at += 1) {
    const other = at + Math.floor(random() * (pool.length - at));
    const chosen = pool[other]!;
    pool[other] = pool[at]!;
    pool[at] = chosen;
  }
  return pool.slice(0, drawn);
}
