import { redBlack } from '../../engines/red-black/index.ts';
import { treeEngine } from '../../engines/tree/index.ts';
import { unbalanced } from '../../engines/unbalanced/index.ts';
import { createRandom } from '../../server/index.ts';
import {
  type EngineOver,
  PLANTS,
  type PlantResult,
  type Survey,
  surveyCrashes,
  surveyRecoveries,
  surveySequences,
  toldSurvey,
  tryNothing,
  tryPlant,
} from '../faults/index.ts';
import type { SoakOptions, SoakPart, SoakResult } from './part.ts';

/** Disks opened of each engine at share 1. */
const DISKS = 2_000_000;
/** Of each engine, in second lives. */
const NESTED_DISKS = 100_000;
const SEQUENCE_LENGTH = 5;

/** Crashes of many works, of second lives and of every small sequence, and the planted mistakes. */
export const crashesPart: SoakPart = {
  name: 'crashes',
  async run(options: SoakOptions): Promise<SoakResult> {
    const { seed, share, onProgress } = options;
    const source = createRandom(seed);
    const random = (): number => source.uniform();
    const counts: Record<string, number> = {};
    const violations: string[] = [];
    const add = (engine: string, what: string, survey: Survey): void => {
      onProgress(`${engine}, ${what}: ${toldSurvey(survey)}`);
      counts[`${engine}, ${what}: states`] = survey.states;
      counts[`${engine}, ${what}: disks opened`] = survey.disks;
      violations.push(...survey.violations.map((told) => `${engine}, ${what}, ${told}`));
    };

    for (const balance of [redBlack, unbalanced]) {
      const engineOver: EngineOver = (storage) => treeEngine(balance, storage);
      const subsets = { exhaustiveMax: 11, randomSubsets: 1000, singlesMax: 200, random };
      const tell = (line: string): void => onProgress(`${balance.name}, ${line}`);
      const disksMin = Math.ceil(DISKS * share);
      const survey = await surveyCrashes(engineOver, { ...subsets, disksMin, tell });
      add(balance.name, 'crashes', survey);
      violations.push(...unreached(survey).map((told) => `${balance.name}: ${told}`));

      const nested = await surveyRecoveries(engineOver, {
        exhaustiveMax: 8,
        randomSubsets: 50,
        singlesMax: 30,
        random,
        lives: 8,
        generations: 3,
        disksMin: Math.ceil(NESTED_DISKS * share),
        tell: () => undefined,
      });
      add(balance.name, 'second lives', nested);

      // One letter less is about a quarter of the sequences.
      const shorter = Math.round(Math.log(share) / Math.log(4));
      const length = Math.max(1, Math.min(SEQUENCE_LENGTH, SEQUENCE_LENGTH + shorter));
      const small = await surveySequences(engineOver, { ...subsets, length });
      add(balance.name, `sequences of up to ${length}`, small);
    }

    const planted: PlantResult[] = [];
    for (const plant of PLANTS) planted.push(await tryPlant(plant, random));
    const alarms = await tryNothing(random);
    violations.push(...alarms.map((told) => `false alarm: ${told}`));
    for (const { plant, detail } of planted) onProgress(`planted: ${plant.name}: ${detail}`);
    return {
      counts,
      violations,
      controls: planted
        .filter(({ result }) => result !== 'skipped')
        .map(({ plant, result }) => ({ name: plant.name, caught: result === 'found' })),
    };
  },
};

/** Commits of which a crash never left one of the two outcomes: then too little was tried. */
function unreached({ commits, commitsPresent, commitsAbsent }: Survey): readonly string[] {
  if (commits === 0 || (commitsPresent === commits && commitsAbsent === commits)) return [];
  return [`of ${commits} commits ${commitsPresent} were found and ${commitsAbsent} were missing`];
}
