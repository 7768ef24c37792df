import { existsSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepare } from '../../../props/similarity/stored.ts';
import { createRandom } from '../../../server/series/index.ts';
import { createMeasure, type Measure } from '../../../server/similarity/index.ts';
import { FAMILIES, FAMILY_NAMES, shifted } from './support/families.ts';

const ORACLE = new URL('../../../../shared/oracle/distances.json', import.meta.url);
const present = existsSync(ORACLE);

interface Pair {
  readonly length: number;
  readonly gamma: number;
  readonly kind: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly distance: number;
  readonly squared: number;
}

function kernel(gamma: number, length: number): Measure {
  return createMeasure({ name: 'kernel', gamma }, length);
}

function between(measure: Measure, x: Float64Array, y: Float64Array): number {
  return measure.distance(prepare(measure, x), 0, prepare(measure, y), 0);
}

describe.skipIf(!present)(
  present
    ? 'the kernel distance beside 80-bit arithmetic'
    : 'SKIP, since ../shared/oracle/distances.json is absent: the kernel distance',
  () => {
    const { pairs } = JSON.parse(present ? readFileSync(ORACLE, 'utf8') : '{"pairs":[]}') as {
      readonly pairs: readonly Pair[];
    };

    it('has all 252 pairs to compare with, shifts and near-copies among them', () => {
      expect(pairs.length).toBe(252);
      expect(new Set(pairs.map(({ kind }) => kind))).toContain('shift');
      expect(new Set(pairs.map(({ kind }) => kind))).toContain('near-1e-6');
    });

    it('squares to within the noise of the true square, and to 1e-9 where it is not tiny', () => {
      for (const { length, gamma, kind, x, y, distance, squared } of pairs) {
        const measure = kernel(gamma, length);
        const computed = between(measure, Float64Array.from(x), Float64Array.from(y));
        const name = `${kind} of ${length} points at gamma ${gamma}`;
        expect(Math.abs(computed * computed - squared), name).toBeLessThanOrEqual(measure.noise);
        if (distance > 1e-3) expect(Math.abs(computed - distance), name).toBeLessThan(1e-9);
      }
    });
  },
);

describe('the kernel distance', () => {
  const scenario = fc.record({
    seed: fc.nat(),
    length: fc.integer({ min: 2, max: 300 }),
    gamma: fc.double({ min: 0.1, max: 50, noNaN: true }),
    family: fc.constantFrom(...FAMILY_NAMES),
  });

  it('is 0 to itself and to every shift, symmetric within the noise, and never NaN', () => {
    fc.assert(
      fc.property(scenario, ({ seed, length, gamma, family }) => {
        const random = createRandom(seed);
        const measure = kernel(gamma, length);
        const [x, y] = FAMILIES[family](random, 2, length) as [Float64Array, Float64Array];
        const forth = between(measure, x, y);
        const back = between(measure, y, x);
        expect(forth).toBeGreaterThanOrEqual(0);
        expect(forth).toBeLessThanOrEqual(measure.diameter);
        expect(Math.abs(forth ** 2 - back ** 2)).toBeLessThanOrEqual(2 * measure.noise);
        expect(between(measure, x, x)).toBe(0);
        expect(between(measure, x, shifted(random, x))).toBe(0);
        expect(
          between(
            measure,
            x,
            x.map((value) => 5 * value - 7),
          ),
        ).toBeLessThan(1e-6);
      }),
      { numRuns: 500 },
    );
  });

  it('obeys the triangle inequality within the noise, where its square does not', () => {
    const random = createRandom(3);
    let squareViolations = 0;
    for (const gamma of [0.5, 1, 5, 20]) {
      const measure = kernel(gamma, 48);
      const prepared = FAMILIES.bumps(random, 40, 48).map((values) => prepare(measure, values));
      const matrix = prepared.map((x) => prepared.map((y) => measure.distance(x, 0, y, 0)));
      for (const [a, row] of matrix.entries()) {
        for (const [b, direct] of row.entries()) {
          for (const [c, first] of row.entries()) {
            const second = matrix[c]![b]!;
            if (direct > first + second + 3 * Math.sqrt(2 * measure.noise)) {
              expect.fail(`${a} ${b} ${c} at gamma ${gamma}`);
            }
            if (direct ** 2 > 1.01 * (first ** 2 + second ** 2)) squareViolations += 1;
          }
        }
      }
    }
    expect(squareViolations).toBeGreaterThan(1000);
  });

  it('does not depend on where in a larger array the prepared series stand', () => {
    const measure = kernel(10, 31);
    const random = createRandom(4);
    const [x, y] = FAMILIES.walks(random, 2, 31) as [Float64Array, Float64Array];
    const block = new Float64Array(5 + 2 * measure.preparedLength);
    measure.prepare(y, block, 5);
    measure.prepare(x, block, 5 + measure.preparedLength);
    const direct = between(measure, x, y);
    expect(direct).toBeGreaterThan(0.1);
    expect(measure.distance(block, 5 + measure.preparedLength, block, 5)).toBe(direct);
  });

  it('stays finite and right at the greatest gamma, where unscaled kernels overflow', () => {
    const measure = kernel(700, 64);
    const random = createRandom(5);
    const [x, y] = FAMILIES.noise(random, 2, 64) as [Float64Array, Float64Array];
    expect(between(measure, x, y)).toBeCloseTo(Math.SQRT2, 9);
    expect(between(measure, x, shifted(random, x))).toBe(0);
    // The two have correlations of at most 0, the smallest kernel there can be.
    const comb = Float64Array.from({ length: 64 }, (_, j) => Math.cos(Math.PI * j));
    const tone = Float64Array.from({ length: 64 }, (_, j) => Math.cos((2 * Math.PI * j) / 64));
    expect(between(measure, comb, tone)).toBeCloseTo(Math.SQRT2, 9);
  });

  it('takes extreme scales and offsets for what they are', () => {
    const measure = kernel(10, 50);
    const [x, y] = FAMILIES.walks(createRandom(6), 2, 50) as [Float64Array, Float64Array];
    const plain = between(measure, x, y);
    for (const scale of [1e300, 1e-300, 2 ** -1000]) {
      expect(
        between(
          measure,
          x.map((value) => value * scale),
          y,
        ),
      ).toBeCloseTo(plain, 12);
    }
    const spike = new Float64Array(50).fill(1e9);
    spike[17] = 1e9 + 1;
    const other = new Float64Array(50);
    other[3] = -2;
    expect(
      between(
        measure,
        spike,
        other.map((value) => -value),
      ),
    ).toBeLessThan(1e-6);
    expect(between(measure, spike, other)).toBeGreaterThan(0.1);
  });

  it('makes all series of two points one, as each is the shift of the other', () => {
    const measure = kernel(10, 2);
    expect(between(measure, Float64Array.of(1, 2), Float64Array.of(9, -9))).toBe(0);
  });

  it('declares what search relies on', () => {
    const measure = kernel(10, 128);
    expect(measure.guarantee).toBe('hilbert');
    expect(measure.settings).toEqual({ name: 'kernel', gamma: 10 });
    expect(measure.diameter).toBe(Math.sqrt(2));
    expect(measure.preparedLength).toBe(130);
    expect(kernel(10, 127).preparedLength).toBe(128);
    expect(measure.noise).toBe(16 * 11 * 8 * 2 ** -53);
    expect(kernel(10, 127).noise).toBe(64 * 11 * (1 + Math.log2(127)) * 2 ** -53);
  });

  it('keeps the self-kernel and a unit spectrum in the prepared form', () => {
    for (const length of [9, 10]) {
      const measure = kernel(3, length);
      const prepared = prepare(measure, FAMILIES.walks(createRandom(8), 1, length)[0]!);
      const energy = prepared.subarray(2).reduce((sum, part, at) => {
        const middle = length % 2 === 0 && at + 2 >= length;
        return sum + (middle ? 1 : 2) * part * part;
      }, 0);
      expect(energy / length).toBeCloseTo(1, 12);
      // One of its terms is exp(0), whatever the constant that all have in common: at least a half.
      expect(prepared[0]).toBeGreaterThanOrEqual(0.5);
      expect(prepared[0]).toBeLessThan(length);
      expect(prepared[1]).toBe(0);
    }
  });

  it('refuses constant, non-finite and wrongly sized series', () => {
    const measure = kernel(10, 4);
    const out = new Float64Array(measure.preparedLength);
    const refused = { name: 'DatabaseError', code: 'INVALID_VALUE' };
    for (const values of [
      [3, 3, 3, 3],
      [1e15, 1e15, 1e15, 1e15 + 0.125],
      [1, 2, Number.NaN, 3],
      [1, 2, Number.POSITIVE_INFINITY, 3],
      [1, 2, 3],
      [1, 2, 3, 4, 5],
      [],
    ]) {
      expect(() => measure.prepare(Float64Array.from(values), out, 0)).toThrow(
        expect.objectContaining(refused),
      );
    }
    expect(() => measure.prepare(Float64Array.of(1, 2, 3, 5), out, 1)).toThrow(RangeError);
  });

  it.each([0, -1, 700.1, Number.NaN, Number.POSITIVE_INFINITY])('refuses gamma %d', (gamma) => {
    expect(() => kernel(gamma, 16)).toThrow(RangeError);
  });

  it.each([0, 1, 1.5, 65_537])('refuses the length %d', (length) => {
    expect(() => kernel(1, length)).toThrow(RangeError);
  });

  it('refuses a measure of another name', () => {
    const settings = JSON.parse('{"name":"cosine","gamma":1}') as { name: 'kernel'; gamma: number };
    expect(() => createMeasure(settings, 16)).toThrow(TypeError);
  });
});
