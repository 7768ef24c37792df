import { describe, expect, it } from 'vitest';
import { hunt } from '../../props/faults/hunt.ts';
import { PLANTS, surveySequences } from '../../props/faults/index.ts';
import { createRandom } from '../../server/index.ts';
import { copyingEngine, type Forgotten } from './copying-compaction.ts';

const source = createRandom(Number(process.env['VANTAGE_SEED']));
const random = (): number => source.uniform();

function huntIn(forgotten: Forgotten): Promise<readonly string[]> {
  return hunt((storage) => copyingEngine(storage, forgotten), 'compactions', random);
}

describe('crashes of a compaction', () => {
  it('leave the old file or the new one, whole', async () => {
    expect(await huntIn({})).toEqual([]);
  });

  it('are among the small sequences of an engine that compacts', async () => {
    const options = { exhaustiveMax: 8, randomSubsets: 20, singlesMax: 20, random, length: 3 };
    const survey = await surveySequences(copyingEngine, options);

    expect(survey.violations).toEqual([]);
    expect(survey.works).toBe(5 + 25 + 125);
  });

  it.each<Forgotten>([{ dataSync: true }, { leftovers: true }])(
    'find what was forgotten: %o',
    async (forgotten) => {
      expect(await huntIn(forgotten)).not.toEqual([]);
    },
  );

  it('find a new name that is never made durable', async () => {
    const { over } = PLANTS.find(({ foundBy }) => foundBy === 'compactions')!;
    const found = await hunt((storage) => copyingEngine(over!(storage)), 'compactions', random);

    expect(found.join()).toMatch(/commit \d+ was promised/);
  });
});
