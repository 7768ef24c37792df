import { earlyAcknowledgements } from './acknowledged.ts';
import { type Recording, replayed } from './crash-states.ts';
import { type CrashSummary, judged, refused } from './crashes.ts';
import { Judge } from './judge.ts';
import { compacts, type EngineOver, live, NOTHING } from './life.ts';
import { type SecondLifeOptions, tryRecoveries } from './second-life.ts';
import { type Letter, sequences, stepsOf } from './sequences.ts';
import type { Workload } from './steps.ts';
import type { SubsetOptions } from './subsets.ts';
import { COMPACTIONS, randomWorkload, WORKLOADS } from './workloads.ts';

/** What trying many works came to. */
export interface Survey {
  readonly works: number;
  /** Distinct by work, moment of the crash and what survived. */
  readonly states: number;
  /** Of these, disks that differ from every other of their work: each was opened. */
  readonly disks: number;
  /** Commits that a crash met before they were acknowledged, */
  readonly commits: number;
  /** that were there after one such crash, */
  readonly commitsPresent: number;
  /** and that were not there after another. */
  readonly commitsAbsent: number;
  /** Acknowledgements that were looked up in the journal. */
  readonly acknowledgements: number;
  readonly violations: readonly string[];
}

export interface SurveyOptions {
  /** Random works follow the named ones until this many disks were opened. */
  readonly disksMin: number;
  /** Told what each named work came to, a line each. */
  readonly tell: (line: string) => void;
}

const RANDOM_STEPS = 12;

/** Tries crashes of every workload, and of random ones. */
export function surveyCrashes(
  engineOver: EngineOver,
  options: SubsetOptions & SurveyOptions,
): Promise<Survey> {
  return surveyAll(engineOver, options, (recording) =>
    judged(recording, new Judge(engineOver), options),
  );
}

/** Tries crashes of second lives of every workload, and of random ones. */
export function surveyRecoveries(
  engineOver: EngineOver,
  options: SecondLifeOptions & SurveyOptions,
): Promise<Survey> {
  return surveyAll(engineOver, options, (recording) =>
    tryRecoveries(engineOver, recording, new Judge(engineOver), options),
  );
}

/** Tries crashes of every sequence of up to `length` small steps on a file that was just made. */
export async function surveySequences(
  engineOver: EngineOver,
  options: SubsetOptions & { readonly length: number },
): Promise<Survey> {
  const made = replayed(await live(engineOver, [], NOTHING));
  const past = { before: made.disk, promises: made.promises };
  const small: readonly Letter[] = ['put new', 'put replace', 'delete', 'commit'];
  const alphabet: readonly Letter[] = compacts(engineOver) ? [...small, 'compact'] : small;
  // One judge for all: sequences that begin alike leave equal disks, which are opened once.
  const judge = new Judge(engineOver);
  const surveys: Survey[] = [];
  for (const sequence of sequences(alphabet, options.length)) {
    const work = { name: sequence.join(', '), steps: stepsOf(sequence) };
    surveys.push(
      await surveyOne(engineOver, work, (recording) => judged(recording, judge, options), past),
    );
  }
  return sum(surveys);
}

/** A survey as one line. */
export function toldSurvey(survey: Survey): string {
  const { works, states, disks, commits, commitsPresent, commitsAbsent, violations } = survey;
  return (
    `${works} works, ${states} states, ${disks} disks opened; of ${commits} commits not yet ` +
    `acknowledged ${commitsPresent} were there and ${commitsAbsent} were not; ` +
    `${survey.acknowledgements} acknowledgements after a sync; ${violations.length} violations`
  );
}

type Attempt = (recording: Recording) => Promise<CrashSummary>;

async function surveyAll(
  engineOver: EngineOver,
  { disksMin, tell, random }: SurveyOptions & SubsetOptions,
  attempt: Attempt,
): Promise<Survey> {
  const surveys: Survey[] = [];
  const compacting = compacts(engineOver);
  let disks = 0;
  for (const work of compacting ? [...WORKLOADS, ...COMPACTIONS] : WORKLOADS) {
    const one = await surveyOne(engineOver, work, attempt, NOTHING);
    tell(`${work.name}: ${toldSurvey(one)}`);
    surveys.push(one);
    disks += one.disks;
  }
  while (disks < disksMin) {
    const work = randomWorkload(RANDOM_STEPS, { random, compacts: compacting });
    const one = await surveyOne(engineOver, work, attempt, NOTHING);
    surveys.push(one);
    disks += one.disks;
    if (one.violations.length > 0) break;
  }
  return sum(surveys);
}

async function surveyOne(
  engineOver: EngineOver,
  { name, steps }: Workload,
  attempt: Attempt,
  past: Pick<Recording, 'before' | 'promises'>,
): Promise<Survey> {
  let tried: CrashSummary;
  let journal: Recording['journal'] = [];
  try {
    const recording = await live(engineOver, steps, past);
    ({ journal } = recording);
    tried = await attempt(recording);
  } catch (error) {
    tried = refused(error, 'in use');
  }
  const { checked, early } = earlyAcknowledgements(journal);
  const outcomes = [...tried.outcomes.values()];
  return {
    works: 1,
    states: tried.states,
    disks: tried.disks,
    commits: outcomes.length,
    commitsPresent: outcomes.filter(({ present }) => present > 0).length,
    commitsAbsent: outcomes.filter(({ absent }) => absent > 0).length,
    acknowledgements: checked - early.length,
    violations: [...tried.violations, ...early].map((violation) => `${name}: ${violation}`),
  };
}

function sum(surveys: readonly Survey[]): Survey {
  const of = (count: (survey: Survey) => number): number =>
    surveys.reduce((total, one) => total + count(one), 0);
  return {
    works: of(({ works }) => works),
    states: of(({ states }) => states),
    disks: of(({ disks }) => disks),
    commits: of(({ commits }) => commits),
    commitsPresent: of(({ commitsPresent }) => commitsPresent),
    commitsAbsent: of(({ commitsAbsent }) => commitsAbsent),
    acknowledgements: of(({ acknowledgements }) => acknowledgements),
    violations: surveys.flatMap(({ violations }) => violations),
  };
}
