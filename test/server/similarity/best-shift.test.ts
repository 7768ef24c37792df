import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestShift } from '../../../server/similarity/index.ts';

const numbers = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
  minLength: 2,
  maxLength: 50,
});

/** Σ moved[(i+shift) mod n]·still[i]. */
function likeness(moved: readonly number[], still: readonly number[], shift: number): number {
  const n = still.length;
  return still.reduce((sum, value, index) => sum + moved[(index + shift) % n]! * value, 0);
}

describe('the best shift', () => {
  it('is one under which two series are most alike', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const n = Math.min(a.length, b.length);
        const [moved, still] = [a.slice(0, n), b.slice(0, n)];
        const found = bestShift(Float64Array.from(moved), Float64Array.from(still));
        const most = Math.max(...moved.map((_, shift) => likeness(moved, still, shift)));
        const scale = 1 + Math.max(...moved.map(Math.abs)) * Math.max(...still.map(Math.abs)) * n;
        expect(likeness(moved, still, found)).toBeGreaterThanOrEqual(most - 1e-9 * scale);
      }),
    );
  });

  it.each([2, 3, 64, 97, 150, 1_000])('turns a copy of %i points back', (n) => {
    const still = Float64Array.from({ length: n }, (_, at) => Math.exp(-((at - n / 3) ** 2) / n));
    for (const shift of [0, 1, n - 1, Math.floor(n / 2)]) {
      const moved = still.map((_, at) => still[(at - shift + n) % n]!);
      expect(bestShift(moved, still)).toBe(shift);
    }
  });
});
