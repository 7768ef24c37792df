/*
 * Power cuts: the commit loop runs in a guest machine, and the machine is killed.
 */
import { registeredEngines } from '../../engines/index.ts';
import type { CommitLoopOptions } from '../processes/commit-loop.ts';
import { GUEST_DISK, guestMissing } from '../processes/guest.ts';
import { programPath } from '../processes/programs.ts';
import { type CutOptions, type CutSummary, cutLoop } from './cuts.ts';
import type { SoakOptions, SoakPart, SoakResult } from './part.ts';

const CUTS = 300;
const CUTS_A_DISK = 15;
const CONTROL_CUTS = 20;
/** Share of the cuts in which a machine that never syncs has to lose something. */
const CONTROL_LOSES = 0.95;
const OPEN_MS_MAX = 120_000;
const CUT_OPENING_MS_MAX = 600;
const VALUE_BYTES_MAX = 60_000;

async function cutCommits(
  engine: string,
  options: Pick<CutOptions, 'seed' | 'cuts' | 'cutsADisk' | 'onCut'>,
  fault?: CommitLoopOptions['fault'],
): Promise<CutSummary> {
  const program = await programPath('commit-loop');
  return cutLoop({
    ...options,
    name: engine,
    openMsMax: OPEN_MS_MAX,
    cutOpeningMsMax: CUT_OPENING_MS_MAX,
    command: (seed) => {
      const given: CommitLoopOptions = {
        engine,
        path: `${GUEST_DISK}/file`,
        seed,
        valueBytesMax: VALUE_BYTES_MAX,
        checks: true,
        ...(fault === undefined ? {} : { fault }),
      };
      return [process.execPath, program, JSON.stringify(given)];
    },
  });
}

/** 300 power cuts an engine, and a machine that never syncs, which has to lose. */
export const powerPart: SoakPart = {
  name: 'power',
  async run({ seed, share, onProgress }: SoakOptions): Promise<SoakResult> {
    const skipped = guestMissing();
    if (skipped !== undefined) return { counts: {}, violations: [], controls: [], skipped };
    const some = (count: number): number => Math.max(1, Math.round(count * share));
    const counts = { cuts: 0, acknowledged: 0 };
    const violations: string[] = [];
    const engines = registeredEngines().map(({ manifest }) => manifest.name);
    for (const engine of engines) {
      const summary = await cutCommits(engine, {
        seed,
        cuts: some(CUTS),
        cutsADisk: CUTS_A_DISK,
        onCut: (cuts) => onProgress(`${engine}: ${cuts} of ${some(CUTS)} cuts`),
      });
      counts.cuts += summary.cuts;
      counts.acknowledged += summary.acknowledged;
      violations.push(...summary.violations);
    }
    const control = await cutCommits(
      engines[0]!,
      { seed, cuts: Math.max(3, some(CONTROL_CUTS)), cutsADisk: 1 },
      'never-syncs',
    );
    const { disks, disksHarmed } = control;
    const name = `never syncs (${disksHarmed} of ${disks} cuts lost something)`;
    return {
      counts,
      violations,
      controls: [{ name, caught: disks > 0 && disksHarmed >= CONTROL_LOSES * disks }],
    };
  },
};
