/** Which units of an epoch survive a crash. */
export type Subset = readonly boolean[];

export interface SubsetOptions {
  /** Up to this many units every subset is tried. */
  readonly exhaustiveMax: number;
  /** Random subsets of an epoch that is too large for all of them. */
  readonly randomSubsets: number;
  /** Most units that are singled out in a large epoch; of more, as many are drawn. */
  readonly singlesMax: number;
  /** Uniform on [0, 1). */
  readonly random: () => number;
}

/**
 * Subsets of `count` units in order: all of them when they are few, else every prefix, each unit
 * missing alone, each surviving alone, and random ones of every density.
 */
export function* subsets(count: number, options: SubsetOptions): Iterable<Subset> {
  const { exhaustiveMax, randomSubsets, random } = options;
  const where = (chosen: (index: number) => boolean): Subset =>
    Array.from({ length: count }, (_, index) => chosen(index));
  if (count <= exhaustiveMax) {
    for (let mask = 0; mask < 2 ** count; mask += 1) {
      yield where((index) => (mask & (1 << index)) !== 0);
    }
    return;
  }
  yield where(() => false);
  yield where(() => true);
  for (const one of singles(count, options)) {
    yield where((index) => index < one);
    yield where((index) => index !== one);
    yield where((index) => index === one);
  }
  for (let round = 0; round < randomSubsets; round += 1) {
    const share = random();
    yield where(() => random() < share);
  }
}

function* singles(count: number, { singlesMax, random }: SubsetOptions): Iterable<number> {
  if (count <= singlesMax) {
    for (let index = 0; index < count; index += 1) yield index;
    return;
  }
  for (let drawn = 0; drawn < singlesMax; drawn += 1) yield Math.floor(random() * count);
}
