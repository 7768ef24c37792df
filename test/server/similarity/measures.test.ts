import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepare } from '../../../props/similarity/stored.ts';
import { createRandom } from '../../../server/series/index.ts';
import {
  createMeasure,
  type Measure,
  type MeasureSettings,
} from '../../../server/similarity/index.ts';
import { exactSquare, wholeNumbers } from './support/exact-squares.ts';
import { FAMILIES, FAMILY_NAMES, shifted } from './support/families.ts';
import { referenceSquares } from './support/reference.ts';

const settings: fc.Arbitrary<MeasureSettings> = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: 0.1, max: 50, noNaN: true }).map(kernel) },
  { weight: 1, arbitrary: fc.constantFrom(...[0.01, 2, 2.0001, 200, 700].map(kernel)) },
  fc.constant<MeasureSettings>({ name: 'best-shift' }),
  fc.constant<MeasureSettings>({ name: 'euclid' }),
);

function kernel(gamma: number): MeasureSettings {
  return { name: 'kernel', gamma };
}

const scenario = fc.record({
  seed: fc.nat(),
  settings,
  length: fc.integer({ min: 2, max: 200 }),
  family: fc.constantFrom(...FAMILY_NAMES),
});

function between(measure: Measure, x: Float64Array, y: Float64Array): number {
  return measure.distance(prepare(measure, x), 0, prepare(measure, y), 0);
}

describe('every measure', () => {
  it('squares to within its noise of the exact value, with room to spare', () => {
    let worst = 0;
    fc.assert(
      fc.property(scenario, (given) => {
        const random = createRandom(given.seed);
        const measure = createMeasure(given.settings, given.length);
        const [x, y] = FAMILIES[given.family](random, 2, given.length).map((values) =>
          wholeNumbers(random, values),
        ) as [Float64Array, Float64Array];
        const distance = between(measure, x, y);
        const off = Math.abs(distance ** 2 - exactSquare(given.settings, x, y));
        // At or below the noise the computed square is 0, and the true one may be twice as much.
        expect(off).toBeLessThanOrEqual((distance === 0 ? 2 : 1) * measure.noise);
        if (distance > 0) worst = Math.max(worst, off / measure.noise);
      }),
      { numRuns: 300 },
    );
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(0.8);
  });

  it('is 0 to itself, symmetric within the noise, and within its diameter', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const random = createRandom(given.seed);
        const measure = createMeasure(given.settings, given.length);
        const [x, y] = FAMILIES[given.family](random, 2, given.length) as [
          Float64Array,
          Float64Array,
        ];
        const forth = between(measure, x, y);
        expect(forth).toBeGreaterThanOrEqual(0);
        expect(forth).toBeLessThanOrEqual(measure.diameter);
        expect(Math.abs(forth ** 2 - between(measure, y, x) ** 2)).toBeLessThanOrEqual(
          2 * measure.noise,
        );
        expect(between(measure, x, x)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it.each<MeasureSettings>([
    kernel(1),
    kernel(10),
    kernel(50),
    { name: 'best-shift' },
    { name: 'euclid' },
  ])('obeys the triangle inequality within the noise: %o', (given) => {
    const random = createRandom(5);
    for (const length of [30, 31, 32]) {
      const measure = createMeasure(given, length);
      const prepared = (['steps', 'walks', 'near-copies'] as const)
        .flatMap((family) => FAMILIES[family](random, 12, length))
        .map((values) => prepare(measure, values));
      const matrix = prepared.map((x) => prepared.map((y) => measure.distance(x, 0, y, 0)));
      let slack = 0;
      for (const row of matrix) {
        for (const [b, direct] of row.entries()) {
          for (const [c, first] of row.entries()) {
            slack = Math.max(slack, direct - first - matrix[c]![b]!);
          }
        }
      }
      expect(slack).toBeLessThanOrEqual(3 * Math.sqrt(2 * measure.noise));
    }
  });
});

describe('the kernel', () => {
  const lengths = [2, 3, 4, 6, 8, 12, 20, 31, 60, 128, 343, 512, 1_000, 1_024, 3_125, 6_561, 8_192];

  it.each([...lengths, 10_007, 50_000, 59_049, 65_521, 65_536])(
    'is within its noise of plain TypeScript at %d points',
    (length) => {
      const random = createRandom(length);
      for (const gamma of [0.1, 2, 10, 700]) {
        const measure = createMeasure({ name: 'kernel', gamma }, length);
        const square = referenceSquares(gamma, length);
        for (const family of ['bumps', 'walks', 'near-copies'] as const) {
          const [x, y] = FAMILIES[family](random, 2, length).map((values) =>
            prepare(measure, values),
          ) as [Float64Array, Float64Array];
          const distance = measure.distance(x, 0, y, 0);
          const off = Math.abs(distance ** 2 - square(x, y));
          expect(off).toBeLessThanOrEqual((distance === 0 ? 2 : 1) * measure.noise);
        }
      }
    },
  );
});

describe('best-shift', () => {
  it('is 0 between shifts and no more than Euclid otherwise', () => {
    const random = createRandom(6);
    for (const length of [2, 9, 64, 100, 127]) {
      const best = createMeasure({ name: 'best-shift' }, length);
      const euclid = createMeasure({ name: 'euclid' }, length);
      const [x, y] = FAMILIES.walks(random, 2, length) as [Float64Array, Float64Array];
      const turned = shifted(random, x);
      expect(between(best, x, turned)).toBe(0);
      expect(between(euclid, x, turned)).toBeGreaterThan(0.01);
      expect(between(best, x, y)).toBeLessThanOrEqual(between(euclid, x, y) + 1e-9);
    }
  });

  it('declares a metric that is none of a Hilbert space', () => {
    const { guarantee, diameter, noise } = createMeasure({ name: 'best-shift' }, 128);
    expect({ guarantee, diameter }).toEqual({ guarantee: 'metric', diameter: Math.sqrt(2) });
    expect(noise).toBe(16 * 8 * 2 ** -53);
  });
});

describe('euclid', () => {
  it('is 2 between a series and its negative, as far as it goes', () => {
    const measure = createMeasure({ name: 'euclid' }, 50);
    const [x] = FAMILIES.walks(createRandom(7), 1, 50) as [Float64Array];
    const negative = x.map((value) => -value);
    expect(between(measure, x, negative)).toBeCloseTo(2, 12);
    expect(measure.diameter).toBe(2);
    expect(measure.guarantee).toBe('hilbert');
  });
});
