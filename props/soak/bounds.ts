import { createRandom } from '../../server/series/index.ts';
import { tryBounds } from '../similarity/bounds-law.ts';
import { drawCollection } from '../similarity/collections.ts';
import { gridBounds } from '../similarity/grid-bound.ts';
import { naiveBounds } from '../similarity/naive-bound.ts';
import { type BoundSubjects, boundsWithoutNoise, safeBounds } from '../similarity/subjects.ts';
import type { SoakOptions, SoakPart, SoakResult } from './part.ts';

const COLLECTIONS = 20_000;
const CONTROL_COLLECTIONS = 200;
const VIOLATIONS_MAX = 20;
const PROGRESS_EVERY = 1000;

/** The bounds of similarity search against distances in 106 bits, on random collections. */
export const boundsPart: SoakPart = {
  name: 'bounds',
  async run({ seed, share, onProgress }: SoakOptions): Promise<SoakResult> {
    const collections = Math.max(1, Math.round(COLLECTIONS * share));
    const violations: string[] = [];
    let pairs = 0;
    let truths = 0;
    let noiseShare = 0;
    for (let index = 0; index < collections; index += 1) {
      const own = (seed + index) % 2 ** 32;
      const random = createRandom(own);
      const trial = tryBounds(drawCollection(random), safeBounds, random);
      violations.push(...trial.violations.map((violation) => `seed ${own}: ${violation}`));
      pairs += trial.pairs;
      truths += trial.truths;
      noiseShare = Math.max(noiseShare, trial.noiseShare);
      if (index % PROGRESS_EVERY === PROGRESS_EVERY - 1) {
        onProgress(`${index + 1} collections, ${violations.length} violations`);
      }
    }
    return {
      counts: {
        collections,
        'pairs compared': pairs,
        'true distances compared': truths,
        'percent of the promised noise seen': Math.round(100 * noiseShare),
      },
      violations: violations.slice(0, VIOLATIONS_MAX),
      controls: [
        {
          name: 'distances in 32 bits, Cholesky without pivoting',
          caught: finds(naiveBounds, seed),
        },
        { name: 'a coarse bound that forgets curvature', caught: finds(gridBounds, seed) },
        { name: 'a measure that claims to be exact', caught: finds(boundsWithoutNoise, seed) },
      ],
    };
  },
};

/** Whether the law finds fault with bounds that are at fault. */
function finds(boundsOf: BoundSubjects, seed: number): boolean {
  for (let index = 0; index < CONTROL_COLLECTIONS; index += 1) {
    const random = createRandom((seed + index) % 2 ** 32);
    const { violations } = tryBounds(drawCollection(random), boundsOf, random);
    if (violations.length > 0) return true;
  }
  return false;
}
