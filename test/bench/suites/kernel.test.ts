import { describe, expect, it } from 'vitest';
import { FrozenScan } from '../../../bench/peers/frozen-scan/scan.ts';
import { runBench } from '../../../bench/run.ts';
import { createMeasure, createRandom } from '../../../server/index.ts';

describe('the kernel suite', () => {
  it('has every way to compute a distance agree, and says what it did not measure', async () => {
    const { cells, skips } = await runBench({ suites: ['kernel'], size: 'smoke' });
    const at128 = cells.filter(({ workload }) => workload === 'distance, 128 points');
    const names = at128.map(({ competitor }) => competitor);
    const absent = skips.filter(({ workload }) => workload === 'distance, 128 points');

    expect(names.concat(absent.map(({ competitor }) => competitor)).toSorted()).toEqual([
      'FFTW',
      'fft.js',
      'frozen scan',
      'vantage, blocks',
      'vantage, blocks in a radius',
      'vantage, one at a time',
    ]);
    expect(names).toContain('fft.js');
    expect(new Set(at128.map(({ checksum }) => checksum)).size).toBe(1);
    // Means of as many distances, or they would not stand in one table.
    expect(new Set(at128.map((cell) => cell.operationsPerSample)).size).toBe(1);
    for (const { p50 } of cells) expect(p50).toBeGreaterThan(0);
    expect(skips).toContainEqual(
      expect.objectContaining({ competitor: 'fft.js', workload: 'distance, 127 points' }),
    );
    for (const { competitor, reason } of absent) {
      process.stdout.write(`SKIP ${competitor}: ${reason}\n`);
    }
  });
});

describe('the frozen scan', () => {
  it.each([4, 8, 16, 64, 128])('finds what the database does among series of %d', (length) => {
    const random = createRandom(length);
    for (const gamma of [0.5, 10, 300]) {
      const measure = createMeasure({ name: 'kernel', gamma }, length);
      const prepared = new Float64Array(7 * measure.preparedLength);
      for (let index = 0; index < 7; index += 1) {
        const values = Float64Array.from({ length }, () => random.normal());
        measure.prepare(values, prepared, index * measure.preparedLength);
      }
      const scan = new FrozenScan({ length, gamma, prepared });
      const query = prepared.slice(2 * measure.preparedLength, 3 * measure.preparedLength);
      scan.scan(query);
      const expected = measure.distances(query, prepared);
      expect(scan.distances.length).toBe(7);
      for (const [index, distance] of expected.entries()) {
        expect(Math.abs(scan.distances[index]! ** 2 - distance ** 2)).toBeLessThan(1e-12);
      }
    }
  });

  it('refuses what it does not know', () => {
    const prepared = new Float64Array(10);
    expect(() => new FrozenScan({ length: 100, gamma: 1, prepared })).toThrow(RangeError);
    expect(() => new FrozenScan({ length: 8, gamma: 0, prepared })).toThrow(RangeError);
  });
});
