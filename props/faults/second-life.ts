import { type CrashState, crashStates, type Recording, replayed } from './crash-states.ts';
import { type CrashSummary, judged, refused } from './crashes.ts';
import type { Judge } from './judge.ts';
import { compacts, type EngineOver, live } from './life.ts';
import { commit, put, remove, type Step } from './steps.ts';
import type { SubsetOptions } from './subsets.ts';
import { together } from './summary.ts';
import { SECTOR_BYTES } from './units.ts';
import { type RandomWorkloadOptions, randomWorkload } from './workloads.ts';

/*
 * Crashes during and after a recovery. The file of a first life is opened a second time, its
 * contents are shown, commits follow, and a crash ends this life too. There are two ways to come
 * to a second life:
 *
 *   - the power was cut: the disk is one of the states that a crash can leave, and all that is on it
 *     is durable;
 *   - the process was killed: whatever it wrote is still to be read, and not yet on the disk. What
 *     the second life shows of that must not be lost to a later power cut.
 */

/** What the second life does; its commits take numbers and places of commits that were lost. */
const SECOND_LIVES: readonly (readonly Step[])[] = [
  [commit(put('b', 'second', '2'.repeat(40)), put('c', 'life', '')), commit(remove('b', 'second'))],
  [commit(put('a', 'k1', 's'.repeat(600)), remove('a', 'one')), { tag: 'reopen' }],
  [
    { tag: 'unsynced', changes: [put('a', 'k2', 't'.repeat(1200))] },
    commit(...Array.from({ length: 90 }, (_, index) => put('second', `k${index}`, 'life'))),
  ],
];

export interface SecondLifeOptions extends SubsetOptions {
  /** Second lives after a power cut, and as many again after a kill, where there are so many. */
  readonly lives: number;
  /** 2 for second lives only; with more, some second lives are followed by a third, and so on. */
  readonly generations: number;
}

/** Of the lives of one generation, how many have one after them. */
const HEIRS = 0.2;

/** Tries crashes of second lives of the file that `first` is about. */
export async function tryRecoveries(
  engineOver: EngineOver,
  first: Recording,
  judge: Judge,
  options: SecondLifeOptions,
): Promise<CrashSummary> {
  const { random, generations, lives } = options;
  const compacting = compacts(engineOver);
  const points = [...first.journal.keys()].filter((index) => index >= (first.from ?? 0));
  const begins = [
    ...sample(crashStates(first, options), options).map((state) => () => afterCut(state)),
    ...sample(points, options).map((index) => () => afterKill(first, index + 1, random)),
  ];
  const summaries: CrashSummary[] = [];
  for (const [index, begin] of begins.entries()) {
    const { past, recorded, where } = begin();
    try {
      const second = recorded(
        await live(engineOver, stepsOfLife(index, { random, compacts: compacting }), past),
      );
      summaries.push(within(await judged(second, judge, options), where));
      if (generations > 2 && random() < HEIRS) {
        const later = { ...options, generations: generations - 1, lives: Math.ceil(lives / 4) };
        summaries.push(within(await tryRecoveries(engineOver, second, judge, later), where));
      }
    } catch (error) {
      summaries.push(refused(error, where));
    }
    if (summaries.some(({ violations }) => violations.length > 0)) break;
  }
  return together(summaries);
}

function stepsOfLife(index: number, options: RandomWorkloadOptions): readonly Step[] {
  const steps = SECOND_LIVES[index % (SECOND_LIVES.length + 1)];
  return steps ?? randomWorkload(4, options).steps;
}

function within(summary: CrashSummary, where: string): CrashSummary {
  return { ...summary, violations: summary.violations.map((told) => `${where}; ${told}`) };
}

/** What a second life begins with, and how it is written down. */
interface Begin {
  readonly past: Pick<Recording, 'before' | 'promises'>;
  /** The recording whose crashes are tried, of the one that the second life left. */
  readonly recorded: (second: Recording) => Recording;
  readonly where: string;
}

function afterCut({ disk, promises, describe }: CrashState): Begin {
  return {
    past: { before: disk, promises },
    recorded: (second) => second,
    where: describe(),
  };
}

/** A process killed after operation `point`, or in the middle of it. */
function afterKill(first: Recording, point: number, random: () => number): Begin {
  const journal = first.journal.slice(0, point);
  const last = journal.at(-1);
  if (last?.tag === 'write' && random() < 0.5) {
    const sectors = Math.floor((random() * last.bytes.length) / SECTOR_BYTES);
    journal[point - 1] = { ...last, bytes: last.bytes.subarray(0, sectors * SECTOR_BYTES) };
  }
  const { disk, promises } = replayed({ ...first, journal });
  return {
    past: { before: disk, promises },
    recorded: (second) => ({ ...first, journal: [...journal, ...second.journal], from: point }),
    where: `killed at operation ${point - 1}`,
  };
}

/** Up to `lives` of `items`, each as likely as any other. */
function sample<T>(items: Iterable<T>, { lives, random }: SecondLifeOptions): readonly T[] {
  const kept: T[] = [];
  let met = 0;
  for (const item of items) {
    met += 1;
    const place = kept.length < lives ? kept.length : Math.floor(random() * met);
    if (place < lives) kept[place] = item;
  }
  return kept;
}
