import { describe, expect, it } from 'vitest';
import { createRandom } from '../server/series/index.ts';
import { tryBounds } from './similarity/bounds-law.ts';
import { drawCollection } from './similarity/collections.ts';
import { gridBounds } from './similarity/grid-bound.ts';
import { naiveBounds } from './similarity/naive-bound.ts';
import { type BoundSubjects, boundsWithoutNoise, safeBounds } from './similarity/subjects.ts';

const SEED = Number(process.env['VANTAGE_SEED'] ?? 1);
const COLLECTIONS = Number(process.env['VANTAGE_RUNS'] ?? 500);

interface Tried {
  readonly violations: readonly string[];
  readonly pairs: number;
  readonly truths: number;
  readonly noiseShare: number;
}

function tryAll(collections: number, boundsOf: BoundSubjects): Tried {
  const violations: string[] = [];
  let pairs = 0;
  let truths = 0;
  let noiseShare = 0;
  for (let index = 0; index < collections; index += 1) {
    const seed = (SEED + index) % 2 ** 32;
    const random = createRandom(seed);
    const trial = tryBounds(drawCollection(random), boundsOf, random);
    violations.push(...trial.violations.map((violation) => `seed ${seed}: ${violation}`));
    pairs += trial.pairs;
    truths += trial.truths;
    noiseShare = Math.max(noiseShare, trial.noiseShare);
  }
  return { violations, pairs, truths, noiseShare };
}

describe('the bounds', () => {
  it('never exceed the true distance, nor does a computed square leave its noise', () => {
    const { violations, pairs, truths, noiseShare } = tryAll(COLLECTIONS, safeBounds);

    expect(violations.slice(0, 5)).toEqual([]);
    expect(pairs).toBeGreaterThan(COLLECTIONS * 1000);
    expect(truths).toBeGreaterThan(COLLECTIONS * 20);
    // Noise there is, so that what was compared is not twice the same computation.
    expect(noiseShare).toBeGreaterThan(0.01);
  });

  it('are told from the obvious ones, which lose true neighbours', () => {
    const { violations } = tryAll(150, naiveBounds);

    expect(violations.length).toBeGreaterThan(100);
    expect(violations.some((violation) => violation.includes('near-copies'))).toBe(true);
  });

  it('are told from a coarse one that forgets what is between the places of its grid', () => {
    const { violations } = tryAll(150, gridBounds);

    expect(violations.length).toBeGreaterThan(10);
    expect(violations.some((violation) => violation.includes('shifted copies'))).toBe(true);
  });

  it('need the noise that the measure declares', () => {
    const { violations } = tryAll(150, boundsWithoutNoise);

    expect(violations.some((violation) => violation.includes(': ring: '))).toBe(true);
  });
});
