import { createRandom } from '../../server/series/index.ts';
import { altered } from '../similarity/altered.ts';
import { disagreements, drawScenario } from '../similarity/search-law.ts';
import type { SoakOptions, SoakPart, SoakResult } from './part.ts';

const COLLECTIONS = 20_000;
const VIOLATIONS_MAX = 20;
const PROGRESS_EVERY = 1000;

/** Searches by every strategy against brute force, on random collections of every kind. */
export const searchesPart: SoakPart = {
  name: 'searches',
  async run({ seed, share, onProgress }: SoakOptions): Promise<SoakResult> {
    const collections = Math.max(1, Math.round(COLLECTIONS * share));
    const violations: string[] = [];
    for (let index = 0; index < collections; index += 1) {
      const own = (seed + index) % 2 ** 32;
      const scenario = drawScenario(createRandom(own));
      violations.push(...disagreements(scenario).map((fault) => `seed ${own}: ${fault}`));
      if (index % PROGRESS_EVERY === PROGRESS_EVERY - 1) {
        onProgress(`${index + 1} collections, ${violations.length} violations`);
      }
    }
    return {
      counts: { collections },
      violations: violations.slice(0, VIOLATIONS_MAX),
      controls: [
        {
          name: 'vantage distances in 32 bits, no slack',
          caught: disagreements(
            {
              seed: 5,
              family: 'shifted copies',
              measure: { name: 'kernel', gamma: 1 },
              length: 24,
              count: 250,
              vantageCount: 12,
              deadShare: 0,
              k: 4,
            },
            { round: Math.fround, declare: (measure) => altered(measure, { noise: 0 }) },
          ).some((fault) => !fault.startsWith('scan')),
        },
      ],
    };
  },
};
