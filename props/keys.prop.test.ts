import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeDistanceKey,
  decodeFloat64,
  decodeUint32,
  encodeDistanceKey,
  encodeFloat64,
  encodeUint32,
  loadEngine,
} from '../engines/index.ts';

const SUBNORMAL_MAX = 2 ** -1022 - 2 ** -1074;

/** Ascending, each next to a place where the bits of a double change their pattern. */
const LANDMARKS: readonly number[] = [
  -Number.MAX_VALUE,
  -1 - Number.EPSILON,
  -1,
  -(2 ** -1022),
  -SUBNORMAL_MAX,
  -Number.MIN_VALUE,
  0,
  Number.MIN_VALUE,
  SUBNORMAL_MAX,
  2 ** -1022,
  1,
  1 + Number.EPSILON,
  2 ** 53,
  Number.MAX_VALUE,
];

const finite: fc.Arbitrary<number> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -1e-300, max: 1e-300 }),
  fc.constantFrom(...LANDMARKS, -0),
);
const ordinals: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, 255, 256, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
);

/** -1, 0 or 1; -0 and 0 are equal, as they are to `<`. */
function order(left: number, right: number): number {
  return Number(left > right) - Number(left < right);
}

describe('float keys', () => {
  it('order as their numbers do', () => {
    fc.assert(
      fc.property(finite, finite, (left, right) => {
        const found = Buffer.compare(encodeFloat64(left), encodeFloat64(right));
        expect(found).toBe(order(left, right));
      }),
      { numRuns: 2_000 },
    );
  });

  it('ascend over every landmark of the format', () => {
    const encoded = LANDMARKS.map((value) => encodeFloat64(value));

    const sorted = encoded.toSorted((left, right) => Buffer.compare(left, right));

    expect(sorted).toEqual(encoded);
    expect(new Set(encoded.map((bytes) => bytes.join())).size).toBe(LANDMARKS.length);
  });

  it('give back their number, with -0 as 0', () => {
    fc.assert(
      fc.property(finite, fc.nat(7), (value, offset) => {
        const bytes = new Uint8Array(offset + 8);
        bytes.set(encodeFloat64(value), offset);
        expect(decodeFloat64(bytes, offset)).toBe(value === 0 ? 0 : value);
      }),
    );
    expect(encodeFloat64(-0)).toEqual(encodeFloat64(0));
  });

  it.each([Number.NaN, Infinity, -Infinity])('refuse %s', (value) => {
    expect(() => encodeFloat64(value)).toThrow(RangeError);
    expect(() => encodeDistanceKey(value, 0)).toThrow(RangeError);
  });
});

describe('whole-number keys', () => {
  it('order as their numbers do and give them back', () => {
    fc.assert(
      fc.property(ordinals, ordinals, (left, right) => {
        const found = Buffer.compare(encodeUint32(left), encodeUint32(right));
        expect(found).toBe(order(left, right));
        expect(decodeUint32(encodeUint32(left))).toBe(left);
      }),
    );
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('refuse %s', (value) => {
    expect(() => encodeUint32(value)).toThrow(RangeError);
  });
});

describe('distance keys', () => {
  it('order by distance, then by ordinal, and give both back', () => {
    const keys = fc.record({ distance: finite, ordinal: ordinals });
    fc.assert(
      fc.property(keys, keys, fc.boolean(), (left, other, tie) => {
        const right = tie ? { ...other, distance: left.distance } : other;
        const bytes = encodeDistanceKey(left.distance, left.ordinal);

        const found = Buffer.compare(bytes, encodeDistanceKey(right.distance, right.ordinal));

        const byDistance = order(left.distance, right.distance);
        expect(found).toBe(byDistance === 0 ? order(left.ordinal, right.ordinal) : byDistance);
        expect(bytes).toHaveLength(12);
        const distance = left.distance === 0 ? 0 : left.distance;
        expect(decodeDistanceKey(bytes)).toEqual({ distance, ordinal: left.ordinal });
      }),
      { numRuns: 500 },
    );
  });

  it('keep two series at one distance apart in a tree, and side by side', async () => {
    const engine = await loadEngine('red-black');
    const file = await engine.open();
    const distances = [0.5, 0.25, 0.5, 1, 0.5];

    await file.write((tx) => {
      for (const [ordinal, distance] of distances.entries()) {
        tx.tree('vantage').put(encodeDistanceKey(distance, ordinal), new Uint8Array(0));
      }
    });

    const tree = file.snapshot().tree('vantage');
    expect([...tree.range()].map(({ key }) => decodeDistanceKey(key))).toEqual([
      { distance: 0.25, ordinal: 1 },
      { distance: 0.5, ordinal: 0 },
      { distance: 0.5, ordinal: 2 },
      { distance: 0.5, ordinal: 4 },
      { distance: 1, ordinal: 3 },
    ]);
    const atHalf = { gte: encodeDistanceKey(0.5, 0), lte: encodeDistanceKey(0.5, 2 ** 32 - 1) };
    expect(tree.count(atHalf)).toBe(3);
    await file.close();
  });
});
