import { describe, expect, it } from 'vitest';
import { altered } from '../../../../props/similarity/altered.ts';
import { createRandom } from '../../../../server/series/index.ts';
import {
  createHilbertBound,
  createMeasure,
  type HilbertBound,
  type Measure,
} from '../../../../server/similarity/index.ts';
import { FAMILIES, type FamilyName } from '../support/families.ts';

interface Placed {
  readonly measure: Measure;
  readonly bound: HilbertBound;
  readonly count: number;
  /** From series i to series j at i · count + j; the first 20 are the vantage points. */
  readonly distances: Float64Array;
  readonly rows: Float32Array;
}

const POINTS = 20;

function place(family: FamilyName, count: number, gamma: number, length = 64): Placed {
  const measure = createMeasure({ name: 'kernel', gamma }, length);
  const width = measure.preparedLength;
  const prepared = new Float64Array(count * width);
  for (const [index, values] of FAMILIES[family](createRandom(7), count, length).entries()) {
    measure.prepare(values, prepared, index * width);
  }
  const distances = new Float64Array(count * count);
  for (let at = 0; at < distances.length; at += 1) {
    const i = Math.floor(at / count);
    distances[at] = measure.distance(prepared, i * width, prepared, (at % count) * width);
  }
  const between = new Float64Array(POINTS * POINTS);
  for (let i = 0; i < POINTS; i += 1) {
    between.set(distances.subarray(i * count, i * count + POINTS), i * POINTS);
  }
  const bound = createHilbertBound({ measure, slots: [...Array(POINTS).keys()], between });
  const rows = new Float32Array(bound.stride * count);
  for (let i = 0; i < count; i += 1) bound.project(distances, i * count, rows, i * bound.stride);
  return { measure, bound, count, distances, rows };
}

/** Mean share of the others that is not excluded at the distance of the nearest neighbour. */
function shareLeft({ bound, count, distances, rows }: Placed): number {
  let left = 0;
  for (let i = 0; i < count; i += 1) {
    const others = [...Array(count).keys()].filter((j) => j !== i);
    const reach = bound.reach(Math.min(...others.map((j) => distances[i * count + j]!)));
    left += others.filter((j) => {
      return bound.apart(rows, i * bound.stride, rows, j * bound.stride, reach) <= reach;
    }).length;
  }
  return left / (count * (count - 1));
}

describe('the Hilbert bound', () => {
  it('excludes nearly all but the neighbour where gamma is small', () => {
    // A nearest neighbour alone would be a share of 1/399 = 0.0025.
    expect(shareLeft(place('bumps', 400, 1))).toBeLessThan(0.006);
    expect(shareLeft(place('walks', 400, 1))).toBeLessThan(0.025);
    expect(shareLeft(place('near-identical', 400, 1))).toBeLessThan(0.025);
    expect(shareLeft(place('bumps', 400, 10))).toBeLessThan(0.025);
  });

  it('is the distance itself between series that are vantage points', () => {
    const { bound, count, distances, rows } = place('walks', POINTS, 5);
    expect(bound.rank).toBe(POINTS - 1);
    expect(bound.stride).toBe(20);
    for (let at = 0; at < count * count; at += 1) {
      const [i, j] = [Math.floor(at / count), at % count];
      const apart = bound.apart(rows, i * bound.stride, rows, j * bound.stride, Infinity);
      expect(Math.abs(bound.atLeast(apart) - distances[at]!)).toBeLessThan(2e-3);
      if (i === 0) expect(bound.atLeast(apart)).toBeGreaterThan(distances[at]! - 1e-4);
    }
  });

  it('leaves vantage points out that depend on others', () => {
    expect(place('duplicates', 40, 10).bound.rank).toBe(4);
    expect(place('shifted copies', 40, 10).bound.rank).toBe(5);
    const { bound, rows } = place('one shape', 40, 10);
    expect([bound.rank, bound.stride]).toEqual([0, 4]);
    expect(rows.every((value) => value < 1e-6)).toBe(true);
  });

  it('is the ring of the one vantage point where there is one', () => {
    const measure = createMeasure({ name: 'kernel', gamma: 5 }, 32);
    const bound = createHilbertBound({ measure, slots: [0], between: Float64Array.of(0) });
    const rows = new Float32Array(2 * bound.stride);
    bound.project(Float64Array.of(0.25), 0, rows, 0);
    bound.project(Float64Array.of(0.75), 0, rows, bound.stride);
    expect([...rows]).toEqual([0.25, 0, 0, 0, 0.75, 0, 0, 0]);
    expect(bound.atLeast(bound.apart(rows, 0, rows, bound.stride, Infinity))).toBeCloseTo(0.5, 5);
  });

  it('stops early exactly where the whole sum is out of reach', () => {
    const { bound, count, rows } = place('bumps', 60, 5);
    const { stride } = bound;
    let stopped = 0;
    for (let i = 0; i < count; i += 1) {
      for (let j = 0; j < count; j += 1) {
        const whole = bound.apart(rows, i * stride, rows, j * stride, Infinity);
        for (const radius of [0, 0.01, 0.2, 0.7]) {
          const reach = bound.reach(radius);
          const apart = bound.apart(rows, i * stride, rows, j * stride, reach);
          expect(apart).toBe(whole > reach ? Infinity : whole);
          if (apart === Infinity) stopped += 1;
        }
        expect(bound.reach(bound.atLeast(whole) * (1 - 1e-9))).toBeLessThanOrEqual(
          Math.max(whole, bound.reach(0)),
        );
      }
    }
    expect(stopped).toBeGreaterThan(1000);
  });

  it('reads distances by slot, writes a row where it is told, and fills it up with zeros', () => {
    const { measure, bound, distances, count, rows } = place('duplicates', 40, 10);
    const slots = Array.from({ length: POINTS }, (_, point) => 2 * POINTS - point);
    const between = Float64Array.from({ length: POINTS * POINTS }, (_, at) => {
      return distances[Math.floor(at / POINTS) * count + (at % POINTS)]!;
    });
    const spread = createHilbertBound({ measure, slots, between });
    const row = new Float64Array(50).fill(Number.NaN);
    for (const [point, slot] of slots.entries()) row[3 + slot] = distances[33 * count + point]!;
    const out = new Float32Array(bound.stride + 10).fill(9);
    spread.project(row, 3, out, 5);
    expect(bound.stride).toBe(8);
    const expected = rows.subarray(33 * bound.stride, 34 * bound.stride);
    expect([...out]).toEqual([9, 9, 9, 9, 9, ...expected, 9, 9, 9, 9, 9]);
    expect([...out.subarray(10, 13)]).toEqual([0, 0, 0]);
  });

  it('excludes nothing by distances that are not stored', () => {
    const { bound, distances, rows } = place('walks', 60, 5);
    const unknown = new Float64Array(60).fill(Number.NaN);
    const out = new Float32Array(bound.stride);
    bound.project(unknown, 0, out, 0);
    expect(bound.apart(out, 0, rows, 0, bound.reach(0))).toBe(0);
    const partly = distances.slice(0, 60);
    partly[7] = Number.NaN;
    bound.project(partly, 0, out, 0);
    expect(bound.apart(out, 0, rows, 0, bound.reach(0))).toBe(0);
  });

  it('asks for a radius of infinity that nothing is out of', () => {
    const { bound } = place('walks', 30, 5);
    expect(bound.reach(Infinity)).toBe(Infinity);
    expect(bound.reachSingle(0.5)).toBe(Math.fround(bound.reachSingle(0.5)));
    expect(bound.reachSingle(0.5) / bound.reach(0.5)).toBeGreaterThan(1 + 2 ** -17);
  });

  it('is refused for a measure without a Hilbert space, and for sizes that do not fit', () => {
    const measure = createMeasure({ name: 'kernel', gamma: 1 }, 8);
    const between = new Float64Array(4);
    for (const guarantee of ['metric', 'none'] as const) {
      const options = { measure: altered(measure, { guarantee }), slots: [0, 1], between };
      expect(() => createHilbertBound(options)).toThrow(guarantee);
    }
    expect(() => createHilbertBound({ measure, slots: [0], between })).toThrow(RangeError);
    expect(() => createHilbertBound({ measure, slots: [], between: new Float64Array(0) })).toThrow(
      RangeError,
    );
  });
});
