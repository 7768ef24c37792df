import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../server/series/index.ts';
import { createRealTransform } from '../../../server/similarity/fft/index.ts';

/** The half spectrum by its definition, with angles reduced so that they are accurate. */
function naiveSpectrum(values: Float64Array): Float64Array {
  const { length } = values;
  const spectrum = new Float64Array(2 * Math.floor(length / 2) + 2);
  for (let k = 0; k <= length / 2; k += 1) {
    for (let j = 0; j < length; j += 1) {
      const angle = (2 * Math.PI * ((j * k) % length)) / length;
      spectrum[2 * k]! += values[j]! * Math.cos(angle);
      spectrum[2 * k + 1]! -= values[j]! * Math.sin(angle);
    }
  }
  return spectrum;
}

function noise(seed: number, length: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length }, () => random.normal());
}

function greatestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
}

const smooth = [
  2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 25, 27, 30, 45, 60, 64, 75, 100, 125, 128, 150,
];
const rough = [7, 11, 13, 14, 21, 22, 31, 49, 77, 97, 121, 127, 158, 211, 254, 331];

describe('createRealTransform', () => {
  it.each([...smooth, ...rough])('agrees with the definition at %i points', (length) => {
    const transform = createRealTransform(length);
    const values = noise(length, length);
    const spectrum = new Float64Array(2 * Math.floor(length / 2) + 2);
    transform.forward(values, 0, spectrum);
    expect(transform.chirp).toBe(rough.includes(length));
    expect(greatestDifference(spectrum, naiveSpectrum(values))).toBeLessThan(1e-15 * length * 4);
    const back = new Float64Array(length);
    transform.inverse(spectrum, back);
    expect(greatestDifference(back, values)).toBeLessThan(1e-14);
  });

  it('undoes itself at any length, again and again, from any place in an array', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 3000 }), fc.nat(50), fc.nat(), (length, at, seed) => {
        const transform = createRealTransform(length);
        const spectrum = new Float64Array(2 * Math.floor(length / 2) + 2);
        const back = new Float64Array(length);
        for (const round of [0, 1]) {
          const values = noise((seed + round) % 2 ** 32, length + at);
          transform.forward(values, at, spectrum);
          transform.inverse(spectrum, back);
          expect(greatestDifference(back, values.subarray(at))).toBeLessThan(1e-13);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('conserves energy at the greatest length and at the greatest prime below it', () => {
    for (const length of [65_536, 65_521]) {
      const values = noise(length, length);
      const spectrum = new Float64Array(2 * Math.floor(length / 2) + 2);
      createRealTransform(length).forward(values, 0, spectrum);
      // Every value but X_0, and X_(n/2) of an even length, stands for itself and its mirror.
      const edges = spectrum[0]! ** 2 + (length % 2 === 0 ? spectrum[length]! ** 2 : 0);
      const energy = 2 * spectrum.reduce((sum, part) => sum + part * part, 0) - edges;
      const expected = length * values.reduce((sum, value) => sum + value * value, 0);
      expect(Math.abs(energy / expected - 1)).toBeLessThan(1e-13);
    }
  });

  it('gives a pure tone one frequency and exact zeros of the imaginary edges', () => {
    const length = 96;
    const values = Float64Array.from({ length }, (_, j) =>
      Math.cos((2 * Math.PI * 7 * j) / length),
    );
    const spectrum = new Float64Array(length + 2);
    createRealTransform(length).forward(values, 0, spectrum);
    const magnitudes = Array.from({ length: length / 2 + 1 }, (_, k) =>
      Math.hypot(spectrum[2 * k]!, spectrum[2 * k + 1]!),
    );
    expect(magnitudes[7]).toBeCloseTo(length / 2, 10);
    expect(Math.max(...magnitudes.toSpliced(7, 1))).toBeLessThan(1e-12);
    expect([spectrum[1], spectrum[length + 1]]).toEqual([0, 0]);
  });

  it.each([0, 1, 2.5, -4, 65_537, Number.NaN])('refuses the length %d', (length) => {
    expect(() => createRealTransform(length)).toThrow(RangeError);
  });
});
