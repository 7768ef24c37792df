import type { Exposition, Labels } from './exposition.ts';

/** Counts values by the bounds between which they lie. */
export class Histogram {
  readonly #bounds: readonly number[];
  /** Values up to each bound and over the one before; the last are over all bounds. */
  readonly #counts: number[];
  #sum = 0;

  /** @param bounds greatest values of the buckets, ascending */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  /** Counts `value`. Cost: O(bounds). */
  add(value: number): void {
    let place = 0;
    while (place < this.#bounds.length && value > this.#bounds[place]!) place += 1;
    this.#counts[place]! += 1;
    this.#sum += value;
  }

  /** Adds its samples to the family `name`, each bucket with what lies in the ones below it. */
  print(to: Exposition, name: string, labels: Labels = {}): void {
    let below = 0;
    for (const [index, count] of this.#counts.entries()) {
      below += count;
      const bound = this.#bounds[index];
      const le = bound === undefined ? '+Inf' : String(bound);
      to.sample(`${name}_bucket`, { labels: { ...labels, le }, value: below });
    }
    to.sample(`${name}_sum`, { labels, value: this.#sum });
    to.sample(`${name}_count`, { labels, value: below });
  }
}
