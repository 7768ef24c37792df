import type { SmallCollection } from './collections.ts';
import type { BoundSubject } from './subjects.ts';

const PLACES = 32;
const KEPT = 12;

/**
 * The coarse bound of best shifts as it must not be: the greatest correlation on the grid stands for
 * that between its places as well. A law that passes it has not looked at shifted copies.
 */
export function gridBounds(collection: SmallCollection): readonly BoundSubject[] {
  const { measure, prepared } = collection;
  const { length, preparedLength } = measure;
  if (length < 2 * PLACES) return [];
  const partsOf = (index: number, frequency: number): readonly [number, number] => {
    const at = index * preparedLength + 2 * frequency;
    return [prepared[at]!, prepared[at + 1]!];
  };
  const restOf = (index: number): number => {
    let energy = 0;
    for (let frequency = 1; frequency <= KEPT; frequency += 1) {
      const [real, imaginary] = partsOf(index, frequency);
      energy += (2 / length) * (real * real + imaginary * imaginary);
    }
    return Math.sqrt(Math.max(0, 1 - energy));
  };
  const atLeast = (i: number, j: number): number => {
    let greatest = -1;
    for (let place = 0; place < PLACES; place += 1) {
      let correlation = 0;
      for (let frequency = 1; frequency <= KEPT; frequency += 1) {
        const [a, b] = partsOf(i, frequency);
        const [c, d] = partsOf(j, frequency);
        const angle = (2 * Math.PI * frequency * place) / PLACES;
        const [real, imaginary] = [a * c + b * d, b * c - a * d];
        correlation += (2 / length) * (real * Math.cos(angle) - imaginary * Math.sin(angle));
      }
      greatest = Math.max(greatest, correlation);
    }
    return Math.sqrt(Math.max(0, 2 * (1 - greatest - restOf(i) * restOf(j)) - 1e-5));
  };
  return [
    {
      name: 'grid',
      measure: 'best-shift',
      atLeast,
      excludes: (i, j, radius) => atLeast(i, j) > radius,
    },
  ];
}
