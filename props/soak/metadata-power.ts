/*
 * Power cuts of a machine that answers selections from an embedded Postgres, which syncs nothing.
 * Whatever is left of its files, SQL shows what the engine file has when the machine is back.
 */
import { GUEST_DISK, largeGuestMissing } from '../processes/guest.ts';
import type { MetadataLoopOptions } from '../processes/metadata-loop.ts';
import { programPath } from '../processes/programs.ts';
import { type CutOptions, type CutSummary, cutLoop } from './cuts.ts';
import type { SoakOptions, SoakPart, SoakResult } from './part.ts';

const CUTS = 100;
const CUTS_A_DISK = 10;
const CONTROL_CUTS = 3;
const DISKS_AT_ONCE = 2;
const MEMORY_MIB = 2048;
/** A Postgres of its own takes a guest half a minute to make. */
const OPEN_MS_MAX = 300_000;
const CUT_OPENING_MS_MAX = 30_000;
const SETTLES_ONE_IN = 4;

async function cutSelections(
  options: Pick<CutOptions, 'seed' | 'cuts' | 'cutsADisk' | 'disksAtOnce' | 'onCut'>,
  program: Pick<MetadataLoopOptions, 'settlesOneIn' | 'fault'>,
): Promise<CutSummary> {
  const path = await programPath('metadata-loop');
  return cutLoop({
    ...options,
    name: program.fault ?? 'pglite',
    openMsMax: OPEN_MS_MAX,
    cutOpeningMsMax: CUT_OPENING_MS_MAX,
    firstOpens: true,
    memoryMiB: MEMORY_MIB,
    command: (seed) => {
      const given: MetadataLoopOptions = { path: `${GUEST_DISK}/data`, seed, ...program };
      return [process.execPath, path, JSON.stringify(given)];
    },
  });
}

/** 100 power cuts, and a view that trusts the files of an earlier boot, which has to differ. */
export const metadataPowerPart: SoakPart = {
  name: 'metadata-power',
  async run({ seed, share, onProgress }: SoakOptions): Promise<SoakResult> {
    const skipped = largeGuestMissing(MEMORY_MIB);
    if (skipped !== undefined) return { counts: {}, violations: [], controls: [], skipped };
    const cuts = Math.max(1, Math.round(CUTS * share));
    const { acknowledged, violations } = await cutSelections(
      {
        seed,
        cuts,
        cutsADisk: CUTS_A_DISK,
        disksAtOnce: DISKS_AT_ONCE,
        onCut: (done) => onProgress(`${done} of ${cuts} cuts`),
      },
      { settlesOneIn: SETTLES_ONE_IN },
    );
    const control = await cutSelections(
      { seed, cuts: CONTROL_CUTS, cutsADisk: 1, disksAtOnce: DISKS_AT_ONCE },
      { settlesOneIn: 1, fault: 'trusts-earlier-boots' },
    );
    const { disks, disksHarmed } = control;
    const name = `trusts the files of an earlier boot (${disksHarmed} of ${disks} differed)`;
    return {
      counts: { cuts, acknowledged },
      violations,
      controls: [{ name, caught: disksHarmed > 0 }],
    };
  },
};
