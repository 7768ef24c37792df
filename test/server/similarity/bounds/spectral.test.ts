import { describe, expect, it } from 'vitest';
import { altered } from '../../../../props/similarity/altered.ts';
import { prepare } from '../../../../props/similarity/stored.ts';
import { createRandom } from '../../../../server/series/index.ts';
import {
  createMeasure,
  createSpectralBound,
  frequenciesByEnergy,
  type Measure,
  type SpectralBound,
} from '../../../../server/similarity/index.ts';
import { FAMILIES, type FamilyName, shifted } from '../support/families.ts';

interface Rows {
  readonly bound: SpectralBound;
  readonly rows: Float32Array;
}

const measureOf = (gamma: number, length: number): Measure =>
  createMeasure({ name: 'kernel', gamma }, length);

function joined(prepared: readonly Float64Array[]): Float64Array {
  const { length } = prepared[0]!;
  const all = new Float64Array(length * prepared.length);
  for (const [index, one] of prepared.entries()) all.set(one, index * length);
  return all;
}

function rowsOf(
  values: readonly Float64Array[],
  options: { gamma?: number | undefined; blocks?: number; byEnergy?: boolean },
): Rows {
  const length = values[0]!.length;
  const measure = measureOf(options.gamma ?? 1, length);
  const prepared = values.map((raw) => prepare(measure, raw));
  const all = joined(prepared);
  const bound = createSpectralBound({
    measure: options.gamma === undefined ? altered(measure, { noise: 0 }) : measure,
    gamma: options.gamma,
    blocks: options.blocks,
    frequencies: options.byEnergy
      ? frequenciesByEnergy(all, { count: values.length, length })
      : undefined,
  });
  const rows = new Float32Array(bound.stride * values.length);
  for (const [index, one] of prepared.entries()) bound.write(one, 0, rows, index * bound.stride);
  return { bound, rows };
}

function atLeast({ bound, rows }: Rows, i: number, j: number): number {
  return bound.atLeast(bound.apart(rows, i * bound.stride, rows, j * bound.stride, Infinity));
}

function family(name: FamilyName, count: number, length: number): Float64Array[] {
  return FAMILIES[name](createRandom(3), count, length);
}

describe('the spectral bound', () => {
  it('is the best shift itself where amplitudes are all that differs', () => {
    for (const length of [31, 64]) {
      const values = family('in phase', 20, length);
      const whole = rowsOf(values, {});
      const prepared = values.map((raw) => prepare(measureOf(1, length), raw));
      for (let i = 1; i < values.length; i += 1) {
        const square = prepared[i]!.reduce((sum, part, at) => {
          const middle = length % 2 === 0 && at >= length ? 0.5 : 1;
          return at < 2 ? 0 : sum + (2 * middle * (part - prepared[0]![at]!) ** 2) / length;
        }, 0);
        expect(atLeast(whole, 0, i)).toBeGreaterThan(0.01);
        expect(Math.sqrt(square) - atLeast(whole, 0, i)).toBeGreaterThanOrEqual(0);
        expect(Math.sqrt(square) - atLeast(whole, 0, i)).toBeLessThan(1e-6);
      }
    }
  });

  it('does not see a shift', () => {
    const random = createRandom(5);
    for (const gamma of [undefined, 10]) {
      const [x] = family('walks', 1, 100);
      const rows = rowsOf([x!, shifted(random, x!)], { gamma });
      expect(atLeast(rows, 0, 1)).toBe(0);
    }
  });

  it('excludes a good part of walks at high sharpness, where rings exclude nothing', () => {
    const values = family('walks', 300, 128);
    const measure = measureOf(50, 128);
    const prepared = values.map((raw) => prepare(measure, raw));
    const left = (rows: Rows): number => {
      let kept = 0;
      for (let i = 0; i < 50; i += 1) {
        const others = prepared.flatMap((other, j) =>
          i === j ? [] : [measure.distance(prepared[i]!, 0, other, 0)],
        );
        const radius = Math.min(...others);
        for (let j = 0; j < values.length; j += 1) {
          if (i !== j && atLeast(rows, i, j) <= radius) kept += 1;
        }
      }
      return kept / (50 * (values.length - 1));
    };
    expect(left(rowsOf(values, { gamma: 50 }))).toBeLessThan(0.72);
    expect(left(rowsOf(values, { gamma: 50, blocks: 1 }))).toBeLessThan(0.75);
  });

  it('is nearly as tight with one block of the right frequencies as with all', () => {
    const values = family('bumps', 40, 256);
    for (const gamma of [undefined, 10, 50]) {
      const whole = rowsOf(values, { gamma });
      const short = rowsOf(values, { gamma, blocks: 1, byEnergy: true });
      expect(short.bound.stride).toBe(20);
      expect(whole.bound.stride).toBe(148);
      let sumWhole = 0;
      let sumShort = 0;
      for (let i = 0; i < values.length; i += 1) {
        for (let j = 0; j < i; j += 1) {
          sumWhole += atLeast(whole, i, j);
          sumShort += atLeast(short, i, j);
          expect(atLeast(short, i, j)).toBeLessThanOrEqual(atLeast(whole, i, j) + 1e-6);
        }
      }
      expect(sumShort / sumWhole).toBeGreaterThan(0.95);
    }
  });

  it('stops early exactly where the whole is out of reach, or where a part already is', () => {
    const values = family('walks', 60, 128);
    for (const gamma of [undefined, 20]) {
      const { bound, rows } = rowsOf(values, { gamma });
      let stopped = 0;
      for (let i = 0; i < values.length; i += 1) {
        for (let j = 0; j < values.length; j += 1) {
          const whole = bound.apart(rows, i * bound.stride, rows, j * bound.stride, Infinity);
          for (const radius of [0.1, 0.5, 1]) {
            const reach = bound.reach(radius);
            const apart = bound.apart(rows, i * bound.stride, rows, j * bound.stride, reach);
            if (apart === Infinity) {
              stopped += 1;
              // The parts are lower bounds as well; rounding may put the whole just below one.
              expect(whole).toBeGreaterThan(reach - 1e-6);
            } else expect(apart).toBe(whole);
          }
        }
      }
      expect(stopped).toBeGreaterThan(1000);
    }
  });

  it('takes the shortest series, whose one frequency is its own mirror', () => {
    const { bound, rows } = rowsOf([Float64Array.of(1, 2), Float64Array.of(5, -3)], { gamma: 3 });
    expect(bound.stride).toBe(20);
    expect(rows[1]).toBe(1);
    expect(atLeast({ bound, rows }, 0, 1)).toBe(0);
  });

  it('is refused for frequencies that are not all, or for no blocks', () => {
    const options = { measure: measureOf(1, 8), gamma: undefined };
    for (const frequencies of [
      [1, 2, 3],
      [0, 1, 2, 3],
      [1, 2, 3, 3],
      [1, 2, 3, 4, 5],
    ]) {
      expect(() => createSpectralBound({ ...options, frequencies })).toThrow(RangeError);
    }
    for (const blocks of [0, 1.5, -1, Number.NaN]) {
      expect(() => createSpectralBound({ ...options, blocks })).toThrow(RangeError);
    }
  });
});

function tone(frequency: number): Float64Array {
  return Float64Array.from({ length: 16 }, (_, at) =>
    Math.cos((2 * Math.PI * frequency * at) / 16),
  );
}

describe('frequenciesByEnergy', () => {
  it('puts first what is strongest over all series', () => {
    const measure = measureOf(1, 16);
    const series = [tone(5), tone(5), tone(8), tone(2), tone(2), tone(2)];
    const prepared = joined(series.map((raw) => prepare(measure, raw)));
    const order = frequenciesByEnergy(prepared, { count: 6, length: 16 });
    expect(order.slice(0, 3)).toEqual([2, 5, 8]);
    expect(order.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
