import { BenchError } from '../errors.ts';
import { withScratch } from '../suites/scratch.ts';
import { type BuildOptions, buildOf, forgetBuilds } from './build.ts';
import { type Judgement, judge, LAUNCHES_LEAST } from './judge.ts';
import { differencesIn } from './launch.ts';
import { keptLaunches, type LaunchOptions, launchBoth, type Sides } from './launches.ts';

export interface CompareOptions extends LaunchOptions {
  /** The checkout that revisions are of. */
  readonly repository: string;
  /** Share of the base by which a cell has to differ. */
  readonly effectLeast: number;
  /** Whether launches of different machines may be compared. */
  readonly acrossMachines: boolean;
}

/** What a comparison found. */
export interface Compared extends Judgement {
  readonly launches: { readonly base: number; readonly head: number };
  /** In what the launches do not compare, where that was allowed. */
  readonly differences: readonly string[];
}

/**
 * Compares two sides by their launches: each a built checkout or a revision, which are launched now,
 * or both folders of reports that were kept.
 * @throws BenchError `NO_BUILD`, `LAUNCH_FAILED`; `NOT_COMPARABLE` when there are too few launches, or
 * the sides were launched on different machines, or differently, and may not be.
 */
export async function compareSides(
  base: string,
  head: string,
  options: CompareOptions,
): Promise<Compared> {
  const sides = (await keptSides(base, head)) ?? (await launchSides(base, head, options));
  const counts = { base: sides.base.length, head: sides.head.length };
  if (Math.min(counts.base, counts.head) < LAUNCHES_LEAST) {
    const message =
      `there are ${counts.base} launches of the base and ${counts.head} of the head; ` +
      `with fewer than ${LAUNCHES_LEAST} of each nothing can be told`;
    throw new BenchError('NOT_COMPARABLE', message);
  }
  const differences = differencesIn([...sides.base, ...sides.head]);
  if (differences.length > 0 && !options.acrossMachines) {
    const message =
      `the launches are not alike: ${differences.join('; ')}. ` +
      'Launch both on one machine, or give --across-machines';
    throw new BenchError('NOT_COMPARABLE', message);
  }
  const judgement = judge(sides.base, sides.head, { effectLeast: options.effectLeast });
  return { ...judgement, launches: counts, differences };
}

/** Both sides, where both are kept reports; undefined where none is. */
async function keptSides(base: string, head: string): Promise<Sides | undefined> {
  const kept = { base: await keptLaunches(base), head: await keptLaunches(head) };
  if (kept.base !== undefined && kept.head !== undefined) {
    return { base: kept.base, head: kept.head };
  }
  if (kept.base === undefined && kept.head === undefined) return undefined;
  const message = `one of ${base} and ${head} has reports that were kept, and the other has none`;
  throw new BenchError('NOT_COMPARABLE', message);
}

async function launchSides(base: string, head: string, options: CompareOptions): Promise<Sides> {
  const { repository, onProgress } = options;
  return withScratch(async (folder) => {
    const building: BuildOptions = { repository, folder, onProgress };
    try {
      const builds = { base: await buildOf(base, building), head: await buildOf(head, building) };
      return await launchBoth(builds, options);
    } finally {
      await forgetBuilds(building);
    }
  });
}
