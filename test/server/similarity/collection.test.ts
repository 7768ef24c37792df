import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../server/series/index.ts';
import {
  segmentBase,
  segmentBytes,
  segmentIndex,
  segmentSize,
} from '../../../server/similarity/collection/layout.ts';
import {
  Collection,
  CollectionWriter,
  chooseVantage,
  createLayout,
  createVantageSet,
} from '../../../server/similarity/index.ts';

const PREPARED = 3;
const layout = createLayout({
  preparedLength: PREPARED,
  slotsMax: 2,
  segmentBytesFirst: 8 * 7 * 4,
  segmentBytesMax: 8 * 7 * 16,
});

function prepared(ordinal: number): Float64Array {
  return Float64Array.of(ordinal, ordinal + 0.25, ordinal + 0.5);
}

function filled(count: number): CollectionWriter {
  const writer = new CollectionWriter(layout);
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    writer.append(ordinal, prepared(ordinal), [ordinal / 100]);
    writer.stampBorn(ordinal, ordinal + 1);
  }
  return writer;
}

describe('createLayout', () => {
  it('doubles segments from the first size to the largest and keeps to that', () => {
    expect([0, 1, 2, 3, 9].map((index) => segmentSize(layout, index))).toEqual([4, 8, 16, 16, 16]);
    expect([0, 1, 2, 3, 4].map((index) => segmentBase(layout, index))).toEqual([0, 4, 12, 28, 44]);
    expect(segmentBytes(layout, 2)).toBe(8 * 7 * 16);
  });

  it('finds the segment of every ordinal', () => {
    const layouts = fc.record({
      preparedLength: fc.integer({ min: 1, max: 70_000 }),
      slotsMax: fc.integer({ min: 0, max: 64 }),
      segmentBytesFirst: fc.integer({ min: 1, max: 2 ** 21 }),
      segmentBytesMax: fc.integer({ min: 2 ** 21, max: 2 ** 30 }),
    });
    fc.assert(
      fc.property(layouts, fc.integer({ min: 0, max: 2 ** 32 - 2 }), (options, ordinal) => {
        const any = createLayout(options);
        const index = segmentIndex(any, ordinal);
        expect(segmentBase(any, index)).toBeLessThanOrEqual(ordinal);
        expect(segmentBase(any, index + 1)).toBeGreaterThan(ordinal);
        expect(segmentBase(any, index + 1)).toBe(segmentBase(any, index) + segmentSize(any, index));
      }),
    );
  });

  it('takes few segments for a million series of 128 points', () => {
    const usual = createLayout({ preparedLength: 130 });
    expect(segmentIndex(usual, 999_999)).toBeLessThan(16);
    expect(segmentBytes(usual, 0)).toBeLessThanOrEqual(2 ** 20);
    expect(segmentBytes(usual, 100)).toBeLessThanOrEqual(2 ** 28);
  });

  it('refuses options outside their ranges', () => {
    expect(() => createLayout({ preparedLength: 0 })).toThrow(RangeError);
    expect(() => createLayout({ preparedLength: 8, slotsMax: -1 })).toThrow(RangeError);
    expect(() => createLayout({ preparedLength: 8, segmentBytesFirst: 2 ** 29 })).toThrow(
      RangeError,
    );
  });
});

describe('CollectionWriter', () => {
  it('gives back what was appended, across segments', () => {
    const { collection } = filled(50);
    expect(collection.count).toBe(50);
    expect(collection.segments.length).toBe(5);
    expect(collection.bytes).toBe(8 * 7 * (4 + 8 + 16 * 3));
    for (let ordinal = 0; ordinal < 50; ordinal += 1) {
      expect(collection.prepared(ordinal)).toEqual(prepared(ordinal));
      expect(collection.storedDistance(ordinal, 0)).toBe(ordinal / 100);
      expect(collection.storedDistance(ordinal, 1)).toBeNaN();
    }
  });

  it('shows a series from the commit of its birth until before that of its death', () => {
    const writer = filled(0);
    writer.append(0, prepared(0), []);
    expect(writer.collection.visible(0, 1e15)).toBe(false);
    writer.stampBorn(0, 5);
    writer.stampDied(0, 8);
    const seen = [4, 5, 7, 8, 9].map((commit) => writer.collection.visible(0, commit));
    expect(seen).toEqual([false, true, true, false, false]);
  });

  it('shows nothing in the gaps between ordinals, nor beyond them', () => {
    const writer = filled(0);
    writer.append(30, prepared(30), []);
    writer.stampBorn(30, 0);
    expect(writer.collection.count).toBe(31);
    const seen = Array.from({ length: 200 }, (_, ordinal) => writer.collection.visible(ordinal, 0));
    expect(seen.flatMap((visible, ordinal) => (visible ? [ordinal] : []))).toEqual([30]);
  });

  it('shows nothing of an append of which another thread sees only the death stamp yet', () => {
    const writer = filled(1);
    const { collection } = writer;
    const { doubles, diedAt } = collection.segments[0]!;
    const torn = 2;
    doubles[diedAt + torn] = Number.POSITIVE_INFINITY;
    expect([0, 1, 99].map((commit) => collection.visible(torn, commit))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('takes an ordinal again while it is not born, as after a commit that failed', () => {
    const writer = filled(0);
    writer.append(2, prepared(7), [0.5, 0.25]);
    writer.append(2, prepared(2), [0.75]);
    writer.append(1, prepared(1), []);
    writer.stampBorn(2, 1);
    expect(writer.collection.prepared(2)).toEqual(prepared(2));
    expect(writer.collection.storedDistance(2, 0)).toBe(0.75);
    expect(writer.collection.storedDistance(2, 1)).toBeNaN();
    expect(() => writer.append(2, prepared(2), [])).toThrow(RangeError);
    writer.stampDied(2, 3);
    expect(() => writer.append(2, prepared(2), [])).toThrow(RangeError);
  });

  it('takes the ordinal of a dead series again once it was vacated', () => {
    const writer = filled(3);
    expect(() => writer.vacate(1)).toThrow('holds a series');
    expect(() => writer.vacate(9)).toThrow('not appended');
    writer.stampDied(1, 4);
    writer.vacate(1);
    expect([0, 3, 4, 9].map((commit) => writer.collection.visible(1, commit))).not.toContain(true);
    writer.append(1, prepared(8), [0.125]);
    writer.stampBorn(1, 6);
    expect([5, 6].map((commit) => writer.collection.visible(1, commit))).toEqual([false, true]);
    expect(writer.collection.prepared(1)).toEqual(prepared(8));
    expect(writer.collection.storedDistance(1, 0)).toBe(0.125);
  });

  it('refuses stamps that contradict what is stored', () => {
    const writer = filled(1);
    writer.append(3, prepared(3), []);
    expect(() => writer.stampBorn(0, 9)).toThrow('born at commit 1');
    expect(() => writer.stampBorn(1, 9)).toThrow('not appended');
    expect(() => writer.stampBorn(40, 9)).toThrow('not appended');
    expect(() => writer.stampBorn(3, 1.5)).toThrow(RangeError);
    expect(() => writer.stampDied(3, 9)).toThrow('not born');
    expect(() => writer.stampDied(0, 0)).toThrow('not born');
    writer.stampDied(0, 4);
    expect(() => writer.stampDied(0, 5)).toThrow('died at commit 4');
  });

  it('refuses ordinals, series and rows that do not fit', () => {
    const writer = filled(1);
    for (const ordinal of [-1, 0.5, 2 ** 32]) {
      expect(() => writer.append(ordinal, prepared(0), [])).toThrow(RangeError);
    }
    expect(() => writer.append(1, new Float64Array(2), [])).toThrow(RangeError);
    expect(() => writer.append(1, prepared(1), [1, 2, 3])).toThrow(RangeError);
    expect(writer.collection.count).toBe(1);
  });

  it('fills the rows of a new vantage point, across segments', () => {
    const writer = filled(20);
    const distances = Float64Array.from({ length: 18 }, (_, at) => 1 + at / 8);
    writer.setDistances(1, 2, distances);
    expect(writer.collection.storedDistance(1, 1)).toBeNaN();
    expect(writer.collection.storedDistance(2, 1)).toBe(1);
    expect(writer.collection.storedDistance(19, 1)).toBe(1 + 17 / 8);
    expect(writer.collection.storedDistance(19, 0)).toBe(0.19);
  });

  it('refuses distances for a slot in use, a slot too many, and series that are not there', () => {
    const writer = filled(3);
    const distances = new Float64Array(3);
    writer.setVantage(
      createVantageSet(1, [{ slot: 0, ordinal: 1, prepared: prepared(1) }]),
      undefined,
    );
    expect(() => writer.setDistances(0, 0, distances)).toThrow('in use');
    expect(() => writer.setDistances(2, 0, distances)).toThrow(RangeError);
    expect(() => writer.setDistances(1, 1, distances)).toThrow(RangeError);
  });
});

describe('Collection', () => {
  it('sees through old handles what happens in the segments they have', () => {
    const writer = filled(1);
    const early = new Collection(writer.handles());
    writer.append(1, prepared(1), []);
    writer.stampBorn(1, 2);
    writer.stampDied(0, 3);
    expect(early.open(3)).toBe(2);
    expect([early.visible(0, 2), early.visible(1, 2)]).toEqual([true, true]);
    expect([early.visible(0, 3), early.visible(1, 3)]).toEqual([false, true]);
  });

  it('refuses a commit that needs a segment which its handles lack, and no older one', () => {
    const writer = filled(4);
    const early = new Collection(writer.handles());
    writer.append(13, prepared(13), []);
    expect(early.open(4)).toBe(4);
    writer.stampBorn(13, 9);
    expect(early.open(8)).toBe(4);
    expect(() => early.open(9)).toThrow('too old');
    expect(new Collection(writer.handles()).open(9)).toBe(14);
    expect(early.visible(13, 9)).toBe(false);
    expect(() => early.segmentOf(13)).toThrow(RangeError);
  });

  it('keeps the vantage set its handles were taken with', () => {
    const writer = filled(2);
    const before = writer.collection;
    const set = createVantageSet(3, [{ slot: 1, ordinal: 0, prepared: prepared(0) }]);
    writer.setVantage(set, undefined);
    expect(before.vantage.points).toEqual([]);
    expect(writer.collection.vantage).toEqual(set);
  });
});

describe('createVantageSet', () => {
  it('copies the series into shared memory, in order', () => {
    const source = prepared(4);
    const set = createVantageSet(2, [
      { slot: 1, ordinal: 4, prepared: source },
      { slot: 0, ordinal: 9, prepared: prepared(9) },
    ]);
    source.fill(0);
    expect([...set.prepared]).toEqual([...prepared(4), ...prepared(9)]);
    expect(set.prepared.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(set.points).toEqual([
      { slot: 1, ordinal: 4 },
      { slot: 0, ordinal: 9 },
    ]);
  });

  it('refuses two points in one slot and series of two lengths', () => {
    const point = { slot: 0, ordinal: 0, prepared: prepared(0) };
    expect(() => createVantageSet(1, [point, point])).toThrow('slot 0');
    const short = { slot: 1, ordinal: 1, prepared: new Float64Array(2) };
    expect(() => createVantageSet(1, [point, short])).toThrow(RangeError);
  });
});

describe('chooseVantage', () => {
  const ordinals = Uint32Array.from({ length: 40 }, (_, at) => 3 * at);

  it('draws different ordinals, the same ones for the same seed', () => {
    const draw = (seed: number): number[] => [
      ...chooseVantage({ count: 12, ordinals, random: createRandom(seed).uniform }),
    ];
    expect(new Set(draw(1)).size).toBe(12);
    expect(draw(1).every((ordinal) => ordinals.includes(ordinal))).toBe(true);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(ordinals[39]).toBe(117);
  });

  it('draws every ordinal about equally often', () => {
    const { uniform } = createRandom(7);
    const times = new Uint32Array(40);
    for (let round = 0; round < 4000; round += 1) {
      for (const ordinal of chooseVantage({ count: 10, ordinals, random: uniform })) {
        times[ordinal / 3]! += 1;
      }
    }
    // Each is drawn 1,000 times on average, with a deviation of 27.
    expect(Math.min(...times)).toBeGreaterThan(850);
    expect(Math.max(...times)).toBeLessThan(1150);
  });

  it('draws all when there are no more', () => {
    const random = createRandom(1).uniform;
    expect(chooseVantage({ count: 5, ordinals: [8, 2], random }).toSorted()).toEqual(
      Uint32Array.of(2, 8),
    );
    expect(chooseVantage({ count: 5, ordinals: [], random })).toEqual(new Uint32Array());
  });
});
