import { describe, expect, it } from 'vitest';
import { redBlack } from '../engines/red-black/index.ts';
import { treeEngine } from '../engines/tree/index.ts';
import { unbalanced } from '../engines/unbalanced/index.ts';
import { createRandom } from '../server/index.ts';
import {
  commitsPerSync,
  compacts,
  type EngineOver,
  groupWorkload,
  live,
  NOTHING,
  PLANTS,
  type PlantResult,
  plantsTable,
  surveyCrashes,
  surveyRecoveries,
  surveySequences,
  toldSurvey,
  tryNothing,
  tryPlant,
} from './faults/index.ts';

const SEED = Number(process.env['VANTAGE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** Of each engine; there are two. */
const DISKS_MIN = 25_500;
const NESTED_DISKS_MIN = 4_000;
const MINUTES = 60_000;

const print = (text: string): void => void process.stdout.write(text);

describe.each([redBlack, unbalanced])(`a crash of $name, seed ${SEED}`, (balance) => {
  const engineOver: EngineOver = (storage) => treeEngine(balance, storage);
  const { random } = seeded();
  const subsets = { exhaustiveMax: 10, randomSubsets: 200, singlesMax: 100, random };

  it(
    'loses nothing that was acknowledged and leaves nothing in part',
    async () => {
      const survey = await surveyCrashes(engineOver, {
        ...subsets,
        disksMin: DISKS_MIN,
        tell: (line) => print(`${balance.name}, ${line}\n`),
      });
      if (!compacts(engineOver)) print(`SKIP ${balance.name}, compactions: it does not compact\n`);
      print(`${balance.name}, together: ${toldSurvey(survey)}\n`);

      expect(survey.violations).toEqual([]);
      expect(survey.disks).toBeGreaterThanOrEqual(DISKS_MIN);
      expect(survey.commits).toBeGreaterThan(0);
      expect(survey.commitsPresent).toBe(survey.commits);
      expect(survey.commitsAbsent).toBe(survey.commits);
      expect(survey.acknowledgements).toBeGreaterThan(0);
    },
    5 * MINUTES,
  );

  it(
    'is safe again during the recovery, and what was shown once stays',
    async () => {
      const survey = await surveyRecoveries(engineOver, {
        exhaustiveMax: 6,
        randomSubsets: 20,
        singlesMax: 10,
        random,
        lives: 3,
        generations: 2,
        disksMin: NESTED_DISKS_MIN,
        tell: () => undefined,
      });
      print(`${balance.name}, second lives: ${toldSurvey(survey)}\n`);

      expect(survey.violations).toEqual([]);
      expect(survey.disks).toBeGreaterThanOrEqual(NESTED_DISKS_MIN);
    },
    5 * MINUTES,
  );

  it(
    'is safe in every sequence of three small steps',
    async () => {
      const survey = await surveySequences(engineOver, { ...subsets, length: 3 });
      const letters = compacts(engineOver) ? 5 : 4;
      print(`${balance.name}, sequences of up to 3 of ${letters}: ${toldSurvey(survey)}\n`);

      expect(survey.violations).toEqual([]);
      expect(survey.works).toBe(letters + letters ** 2 + letters ** 3);
      expect(survey.commitsPresent).toBe(survey.commits);
      expect(survey.commitsAbsent).toBe(survey.commits);
    },
    5 * MINUTES,
  );

  it.each([2, 8, 64])('meets %i commits that share a sync', async (size) => {
    const { journal } = await live(engineOver, groupWorkload(size).steps, NOTHING);

    expect(commitsPerSync(journal)).toEqual([size, size, size]);
  });
});

describe(`the search for lost commits, seed ${SEED}`, () => {
  it(
    'finds every planted mistake and raises no false alarm',
    async () => {
      const { random } = seeded();
      const results: PlantResult[] = [];
      for (const plant of PLANTS) results.push(await tryPlant(plant, random));
      print(plantsTable(results));

      expect(results.filter(({ result }) => result === 'missed')).toEqual([]);
      expect(results.filter(({ result }) => result === 'found').length).toBeGreaterThanOrEqual(12);
      expect(await tryNothing(random)).toEqual([]);
    },
    5 * MINUTES,
  );
});

function seeded(): { readonly random: () => number } {
  const source = createRandom(SEED);
  return { random: () => source.uniform() };
}
