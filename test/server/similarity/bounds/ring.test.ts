import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepare } from '../../../../props/similarity/stored.ts';
import { createRandom } from '../../../../server/series/index.ts';
import { createMeasure, ringReach } from '../../../../server/similarity/index.ts';
import { FAMILIES, FAMILY_NAMES } from '../support/families.ts';

describe('ringReach', () => {
  it('is the radius and a slack that only rounding needs', () => {
    expect(ringReach(0.5, 1e-15) - 0.5).toBeGreaterThan(8e-8);
    expect(ringReach(0.5, 1e-15) - 0.5).toBeLessThan(1e-7);
    expect(ringReach(0, 1e-15)).toBeCloseTo(3 * Math.sqrt(2e-15), 15);
    expect(ringReach(Number.POSITIVE_INFINITY, 1e-15)).toBe(Number.POSITIVE_INFINITY);
  });

  it('covers the difference of any two vantage distances, however near the series', () => {
    let tightest = Infinity;
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(),
          length: fc.integer({ min: 2, max: 120 }),
          gamma: fc.double({ min: 0.1, max: 50, noNaN: true }),
          family: fc.constantFrom(...FAMILY_NAMES),
        }),
        ({ seed, length, gamma, family }) => {
          const measure = createMeasure({ name: 'kernel', gamma }, length);
          const all = FAMILIES[family](createRandom(seed), 8, length).map((values) =>
            prepare(measure, values),
          );
          // distance[x][v], as it is stored for x, and as it is computed for a query x.
          const distance = all.map((x) => all.map((v) => measure.distance(x, 0, v, 0)));
          for (const [query, fromQuery] of distance.entries()) {
            for (const [other, fromOther] of distance.entries()) {
              const reach = ringReach(distance[query]![other]!, measure.noise);
              for (const [point, stored] of fromOther.entries()) {
                const gap = Math.abs(stored - fromQuery[point]!);
                if (!(gap <= reach)) expect.fail(`${gap} over ${reach} of ${other} to ${query}`);
                if (gap > 0.1) tightest = Math.min(tightest, reach - gap);
              }
            }
          }
        },
      ),
      { numRuns: 300 },
    );
    // Where it matters it excludes nearly all that exactness allows.
    expect(tightest).toBeLessThan(1e-4);
  });
});
