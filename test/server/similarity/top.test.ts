import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrdinalHeap } from '../../../server/similarity/ordinal-heap.ts';
import { NearestHits, WithinHits } from '../../../server/similarity/top.ts';

// Few different distances, so that ties are the rule.
const distances = fc.array(
  fc.integer({ min: 0, max: 12 }).map((step) => step / 8),
  {
    maxLength: 120,
  },
);

function sorted(
  all: readonly number[],
  keep: (distance: number) => boolean,
): { readonly ordinals: number[]; readonly distances: number[] } {
  const hits = all
    .map((distance, ordinal) => ({ distance, ordinal }))
    .filter(({ distance }) => keep(distance))
    .toSorted((a, b) => a.distance - b.distance || a.ordinal - b.ordinal);
  return {
    ordinals: hits.map(({ ordinal }) => ordinal),
    distances: hits.map(({ distance }) => distance),
  };
}

function offered(
  hits: NearestHits | WithinHits,
  all: readonly number[],
): ReturnType<typeof sorted> {
  for (const [ordinal, distance] of all.entries()) hits.offer(ordinal, distance);
  const result = hits.sorted();
  return { ordinals: [...result.ordinals], distances: [...result.distances] };
}

describe('NearestHits', () => {
  it('keeps the k nearest and all that tie with the k-th', () => {
    fc.assert(
      fc.property(distances, fc.integer({ min: 1, max: 130 }), (all, k) => {
        const limit = all.toSorted((a, b) => a - b)[k - 1] ?? Infinity;
        expect(offered(new NearestHits(k), all)).toEqual(sorted(all, (d) => d <= limit));
      }),
      { numRuns: 1000 },
    );
  });

  it('has the k-th distance as its radius from the k-th offer on', () => {
    fc.assert(
      fc.property(distances, fc.integer({ min: 1, max: 20 }), (all, k) => {
        const hits = new NearestHits(k);
        for (const [ordinal, distance] of all.entries()) {
          hits.offer(ordinal, distance);
          const seen = all.slice(0, ordinal + 1).toSorted((a, b) => a - b);
          expect(hits.radius).toBe(seen[k - 1] ?? Infinity);
        }
      }),
    );
  });

  it('forgets ties as soon as something nearer displaces their distance', () => {
    const hits = new NearestHits(2);
    expect(offered(hits, [3, 3, 3, 3, 1, 2])).toEqual({ ordinals: [4, 5], distances: [1, 2] });
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses k = %d', (k) => {
    expect(() => new NearestHits(k)).toThrow(RangeError);
  });
});

describe('WithinHits', () => {
  it('keeps what is at most the radius away, the radius included', () => {
    fc.assert(
      fc.property(distances, fc.integer({ min: 0, max: 12 }), (all, steps) => {
        const radius = steps / 8;
        expect(offered(new WithinHits(radius), all)).toEqual(sorted(all, (d) => d <= radius));
      }),
    );
  });

  it.each([-1, Number.NaN])('refuses the radius %d', (radius) => {
    expect(() => new WithinHits(radius)).toThrow(RangeError);
  });
});

describe('OrdinalHeap', () => {
  it('gives its entries back in ascending order of their keys', () => {
    fc.assert(
      fc.property(distances, (all) => {
        const heap = new OrdinalHeap();
        for (const [ordinal, key] of all.entries()) heap.add(ordinal, key);
        heap.arrange();
        const keys: number[] = [];
        const ordinals: number[] = [];
        while (heap.length > 0) {
          keys.push(heap.key(0));
          ordinals.push(heap.ordinal(0));
          heap.removeFirst();
        }
        expect(keys).toEqual(all.toSorted((a, b) => a - b));
        expect(ordinals.toSorted((a, b) => a - b)).toEqual([...all.keys()]);
      }),
    );
  });
});
