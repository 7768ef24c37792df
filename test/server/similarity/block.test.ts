import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepare } from '../../../props/similarity/stored.ts';
import { createRandom } from '../../../server/series/index.ts';
import {
  createMeasure,
  createSharedMemory,
  type Measure,
  type MeasureSettings,
} from '../../../server/similarity/index.ts';
import { FAMILIES, FAMILY_NAMES } from './support/families.ts';

const MEASURES: readonly MeasureSettings[] = [
  { name: 'kernel', gamma: 0.5 },
  { name: 'kernel', gamma: 10 },
  { name: 'kernel', gamma: 300 },
  { name: 'best-shift' },
  { name: 'euclid' },
];

/** Puts `series` into a memory of their own, prepared, and returns their block and their places. */
function blockOf(measure: Measure, series: readonly Float64Array[]) {
  const seriesBytes = 8 * measure.preparedLength;
  const pages = Math.ceil((series.length * seriesBytes) / 65_536);
  const memory = createSharedMemory(pages, 65_536);
  const doubles = new Float64Array(memory.buffer);
  for (const [index, values] of series.entries()) {
    measure.prepare(values, doubles, index * measure.preparedLength);
  }
  const place = (index: number): number => index * seriesBytes;
  return { block: measure.blockOver(memory), memory, doubles, place };
}

describe('a block of distances', () => {
  it('gives each the bits that it has alone, in any order, at any place, and for any radius', () => {
    let ruledOut = 0;
    let bySpectrum = 0;
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(),
          settings: fc.constantFrom(...MEASURES),
          length: fc.oneof(
            fc.integer({ min: 2, max: 200 }),
            fc.constantFrom(4, 8, 32, 64, 128, 256, 512, 60, 75, 480),
          ),
          family: fc.constantFrom(...FAMILY_NAMES),
          count: fc.integer({ min: 1, max: 21 }),
        }),
        ({ seed, settings, length, family, count }) => {
          const random = createRandom(seed);
          const measure = createMeasure(settings, length);
          const series = FAMILIES[family](random, 22, length);
          const query = prepare(measure, series[21]!);
          const { block, doubles, place } = blockOf(measure, series.slice(0, 21));
          const alone = series
            .slice(0, 21)
            .map((_, index) => measure.distance(query, 0, doubles, index * measure.preparedLength));
          block.setQuery(query, 0);
          const sorted = alone.toSorted((a, b) => a - b);
          for (const radius of [Number.POSITIVE_INFINITY, sorted[4]!, 0, sorted[9]!, sorted[4]!]) {
            const chosen = Array.from({ length: count }, () => random.integer(21));
            for (const [at, index] of chosen.entries()) block.places[at] = place(index);
            bySpectrum += block.measure(count, radius);
            for (const [at, index] of chosen.entries()) {
              const found = block.distances[at]!;
              if (found === Number.POSITIVE_INFINITY) {
                expect(alone[index]).toBeGreaterThan(radius);
                ruledOut += 1;
              } else expect(found).toBe(alone[index]);
            }
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(ruledOut).toBeGreaterThan(500);
    expect(bySpectrum).toBeGreaterThan(100);
    expect(bySpectrum).toBeLessThan(ruledOut);
  });

  it('computes squares in f32 well within the margin', () => {
    let worst = 0;
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(),
          gamma: fc.oneof(fc.double({ min: 0.1, max: 50, noNaN: true }), fc.constantFrom(200, 700)),
          length: fc.constantFrom(2, 3, 4, 5, 8, 9, 16, 30, 32, 45, 64, 100, 128, 256, 1024),
          family: fc.constantFrom(...FAMILY_NAMES),
        }),
        ({ seed, gamma, length, family }) => {
          const random = createRandom(seed);
          const measure = createMeasure({ name: 'kernel', gamma }, length);
          const series = FAMILIES[family](random, 9, length);
          const { block, place } = blockOf(measure, series);
          block.setQuery(prepare(measure, series[0]!), 0);
          for (const index of series.keys()) block.places[index] = place(index);
          block.measure(9, Number.POSITIVE_INFINITY);
          const exact = block.distances.slice(0, 9);
          block.measureSquares(9, 'sums');
          for (const [index, distance] of exact.entries()) {
            const off = Math.abs(block.distances[index]! - distance ** 2);
            worst = Math.max(worst, off / block.margin);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(0.8);
  });

  it.each([
    ['amplitudes', [2, 3, 4, 5, 7, 8, 30, 31, 128, 211, 1024, 1031]],
    ['coarse', [64, 65, 67, 100, 127, 128, 211, 255, 256, 1024, 1031]],
  ] as const)('bounds squares by %s from below, and by much where series differ', (by, lengths) => {
    let most = 0;
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(),
          settings: fc.constantFrom(...MEASURES.filter(({ name }) => name !== 'euclid')),
          length: fc.constantFrom(...lengths),
          family: fc.constantFrom(...FAMILY_NAMES),
        }),
        ({ seed, settings, length, family }) => {
          const measure = createMeasure(settings, length);
          const series = FAMILIES[family](createRandom(seed), 9, length);
          const { block, place } = blockOf(measure, series);
          block.setQuery(prepare(measure, series[0]!), 0);
          for (const index of series.keys()) block.places[index] = place(index);
          block.measure(9, Number.POSITIVE_INFINITY);
          const exact = block.distances.slice(0, 9);
          block.measureSquares(9, by);
          for (const [index, distance] of exact.entries()) {
            const least = block.distances[index]!;
            expect(least - distance ** 2).toBeLessThan(0.5 * block.margin);
            most = Math.max(most, least);
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(most).toBeGreaterThan(1);
  });

  it('tells walks apart by their low frequencies, where their amplitudes do not', () => {
    const measure = createMeasure({ name: 'best-shift' }, 128);
    const series = FAMILIES.walks(createRandom(5), 200, 128);
    const { block, place } = blockOf(measure, series);
    block.setQuery(prepare(measure, series[0]!), 0);
    for (const index of series.keys()) block.places[index] = place(index);
    block.measure(200, Number.POSITIVE_INFINITY);
    const nearest = block.distances.slice(1, 200).toSorted()[0]!;
    const [byAmplitudes, byCoarse] = (['amplitudes', 'coarse'] as const).map((by) => {
      block.measureSquares(200, by);
      return block.distances.slice(1, 200).filter((least) => least <= nearest ** 2).length;
    }) as [number, number];
    expect(byCoarse).toBeGreaterThanOrEqual(1);
    expect(3 * byCoarse).toBeLessThan(byAmplitudes);
  });

  it('has no grid for series that are too short to have a coarse form', () => {
    const has = [63, 64].map((length) => {
      const measure = createMeasure({ name: 'best-shift' }, length);
      return blockOf(measure, FAMILIES.walks(createRandom(6), 2, length)).block.hasGrid;
    });
    expect(has).toEqual([false, true]);
  });

  it.each([16_384, 59_049, 65_536])(
    'keeps to the margin at %d points, where terms are alike',
    (length) => {
      const measure = createMeasure({ name: 'kernel', gamma: 0.1 }, length);
      const series = FAMILIES.steps(createRandom(length), 9, length);
      const { block, place } = blockOf(measure, series);
      block.setQuery(prepare(measure, series[0]!), 0);
      for (const index of series.keys()) block.places[index] = place(index);
      block.measure(9, Number.POSITIVE_INFINITY);
      const exact = block.distances.slice(0, 9);
      block.measureSquares(9, 'sums');
      for (const [index, distance] of exact.entries()) {
        const off = Math.abs(block.distances[index]! - distance ** 2);
        expect(off).toBeLessThan(0.8 * block.margin);
      }
    },
  );

  it.each([2_187, 4_096, 10_007, 65_521, 65_536])('takes series of %d points', (length) => {
    const measure = createMeasure({ name: 'kernel', gamma: 10 }, length);
    const random = createRandom(9);
    const [x, y] = FAMILIES.bumps(random, 2, length) as [Float64Array, Float64Array];
    const turned = x.map((_, index) => x[(index + 1_234) % length]!);
    const { block, place } = blockOf(measure, [x, turned, y]);
    block.setQuery(prepare(measure, x), 0);
    for (let at = 0; at < 3; at += 1) block.places[at] = place(at);
    block.measure(3, Number.POSITIVE_INFINITY);
    expect(Array.from(block.distances.slice(0, 2))).toEqual([0, 0]);
    expect(block.distances[2]).toBeGreaterThan(0.01);
    const back = measure.distance(prepare(measure, y), 0, prepare(measure, x), 0);
    expect(Math.abs(block.distances[2]! ** 2 - back ** 2)).toBeLessThanOrEqual(2 * measure.noise);
  });

  it('keeps apart what several measures lay into one memory', () => {
    const series = FAMILIES.walks(createRandom(10), 8, 96);
    const measures = MEASURES.map((settings) => createMeasure(settings, 96));
    const first = blockOf(measures[1]!, series);
    const before = first.memory.buffer.byteLength;
    const blocks = measures.map((measure) => measure.blockOver(first.memory));
    expect(first.memory.buffer.byteLength).toBe(before + 4 * 65_536);
    expect(blocks[1]).toBe(first.block);
    const query = prepare(measures[1]!, series[0]!);
    for (const block of blocks) {
      block.setQuery(query, 0);
      for (const index of series.keys()) block.places[index] = first.place(index);
    }
    for (const block of blocks) block.measure(8, Number.POSITIVE_INFINITY);
    for (const [index, measure] of measures.entries()) {
      const alone = series.map((_, at) =>
        measure.distance(query, 0, first.doubles, at * measure.preparedLength),
      );
      expect(Array.from(blocks[index]!.distances.slice(0, 8))).toEqual(alone);
    }
  });
});
