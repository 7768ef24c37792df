import { describe, expect, it } from 'vitest';
import { altered, squared } from '../../../props/similarity/altered.ts';
import { FAMILY_NAMES } from '../../../props/similarity/families.ts';
import {
  disagreements,
  drawScenario,
  SEARCH_MEASURES,
} from '../../../props/similarity/search-law.ts';
import { createRandom } from '../../../server/series/index.ts';

const SEED = Number(process.env['VANTAGE_SEED'] ?? 1);
const COLLECTIONS = Number(process.env['VANTAGE_RUNS'] ?? 500);

describe('search', () => {
  it('gives by every strategy exactly what brute force gives, of every kind of collection', () => {
    for (let index = 0; index < COLLECTIONS; index += 1) {
      const scenario = drawScenario(createRandom((SEED + index) % 2 ** 32));
      expect(disagreements(scenario), JSON.stringify(scenario)).toEqual([]);
    }
  });

  it.each(FAMILY_NAMES)('is exact on a larger collection of %s', (family) => {
    const scenario = { seed: 5, family, length: 24, vantageCount: 12, deadShare: 0.2 };
    for (const measure of SEARCH_MEASURES.slice(1)) {
      expect(disagreements({ ...scenario, measure, count: 700, k: 4 })).toEqual([]);
    }
  });

  const copies = {
    seed: 5,
    measure: { name: 'kernel', gamma: 1 } as const,
    length: 24,
    count: 250,
    vantageCount: 12,
    deadShare: 0,
    k: 4,
  };

  it.each(['near-copies', 'shifted copies', 'duplicates'] as const)(
    'would be caught on %s with vantage distances of 32 bits and no slack',
    (family) => {
      const faults = disagreements(
        { ...copies, family },
        { round: Math.fround, declare: (measure) => altered(measure, { noise: 0 }) },
      );
      for (const strategy of ['shell', 'filter', 'auto']) {
        expect(faults.filter((fault) => fault.startsWith(strategy))).not.toEqual([]);
      }
      expect(faults.filter((fault) => fault.startsWith('scan'))).toEqual([]);
    },
  );

  it('would be caught without slack even with vantage distances of 64 bits', () => {
    const faults = disagreements(
      { ...copies, family: 'shifted copies' },
      { declare: (measure) => altered(measure, { noise: 0 }) },
    );
    expect(faults).not.toEqual([]);
  });

  it('would be caught with squares in place of distances', () => {
    const faults = [1, 2, 3, 4, 5].flatMap((seed) =>
      disagreements({ ...copies, seed, family: 'bumps', count: 400, k: 10 }, { replace: squared }),
    );
    // A scan needs no bound, so it is as right as the brute force.
    expect(faults.filter((fault) => fault.startsWith('scan'))).toEqual([]);
    expect(faults).not.toEqual([]);
  });
});
