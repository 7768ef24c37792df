import { earlyAcknowledgements } from './acknowledged.ts';
import type { Recording } from './crash-states.ts';
import { judged, refused } from './crashes.ts';
import { tryFailedOperation } from './failed-operations.ts';
import { Judge } from './judge.ts';
import { compacts, type EngineOver, live, NOTHING } from './life.ts';
import { tryMisplaced } from './misplaced.ts';
import { tryReaders } from './readers.ts';
import { tryRecoveries } from './second-life.ts';
import type { Workload } from './steps.ts';
import { COMPACTIONS, randomWorkload, WORKLOADS } from './workloads.ts';

/** The parts of the harness, each of which looks for mistakes that the others may not see. */
export const HUNT_PARTS = [
  'crashes',
  'recoveries',
  'compactions',
  'journal',
  'readers',
  'misplaced pages',
  'failed operations',
] as const;

export type HuntPart = (typeof HUNT_PARTS)[number];

/** Runs a small form of one part on an engine; returns the violations of the first work with any. */
export async function hunt(
  engineOver: EngineOver,
  part: HuntPart,
  random: () => number,
): Promise<readonly string[]> {
  switch (part) {
    case 'readers':
      return tryReaders(engineOver);
    case 'failed operations':
      return tryFailedOperation(engineOver);
    case 'misplaced pages':
      return tryMisplaced(engineOver, WORKLOADS[2]!.steps);
    case 'compactions':
      return huntWorkloads(engineOver, 'crashes', random, COMPACTIONS);
    case 'crashes':
    case 'recoveries':
    case 'journal':
      return huntWorkloads(engineOver, part, random, [
        ...WORKLOADS,
        ...[1, 2, 3, 4].map(() => randomWorkload(8, { random, compacts: compacts(engineOver) })),
      ]);
    default:
      throw new TypeError(`unknown part ${String(part satisfies never)}`);
  }
}

type Search = (recording: Recording) => Promise<readonly string[]>;

async function huntWorkloads(
  engineOver: EngineOver,
  part: 'crashes' | 'recoveries' | 'journal',
  random: () => number,
  workloads: readonly Workload[],
): Promise<readonly string[]> {
  const options = {
    exhaustiveMax: 6,
    randomSubsets: 20,
    singlesMax: 10,
    lives: 8,
    generations: 2,
    random,
  };
  const searches: Readonly<Record<typeof part, Search>> = {
    journal: async ({ journal }) => earlyAcknowledgements(journal).early,
    crashes: async (recording) =>
      (await judged(recording, new Judge(engineOver), options)).violations,
    recoveries: async (recording) =>
      (await tryRecoveries(engineOver, recording, new Judge(engineOver), options)).violations,
  };
  for (const { name, steps } of workloads) {
    let violations: readonly string[];
    try {
      violations = await searches[part](await live(engineOver, steps, NOTHING));
    } catch (error) {
      violations = refused(error, 'in use').violations;
    }
    if (violations.length > 0) return violations.map((told) => `${name}: ${told}`);
  }
  return [];
}
