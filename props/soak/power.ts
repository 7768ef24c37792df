/*
 * Power cuts: the commit loop runs in a guest machine on ext4, and the machine is killed. Each boot
 * first compares the whole file with what was acknowledged before, then goes on with it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { registeredEngines } from '../../engines/index.ts';
import { type Child, lastNumber } from '../processes/child.ts';
import type { CommitLoopOptions } from '../processes/commit-loop.ts';
import { type Draws, drawsAt } from '../processes/draws.ts';
import { bootGuest, GUEST_DISK, guestMissing, makeDisk } from '../processes/guest.ts';
import { programPath } from '../processes/programs.ts';
import type { SoakOptions, SoakPart, SoakResult } from './part.ts';

const CUTS = 300;
const CUTS_A_DISK = 15;
const CONTROL_CUTS = 20;
/** Share of the cuts in which a machine that never syncs has to lose something. */
const CONTROL_LOSES = 0.95;
const BOOT_MS_MAX = 120_000;
const VALUE_BYTES_MAX = 60_000;
const VIOLATIONS_MAX = 20;

interface CutOptions {
  readonly engine: string;
  readonly seed: number;
  readonly cuts: number;
  readonly cutsADisk: number;
  readonly fault?: CommitLoopOptions['fault'];
  readonly onCut?: (cuts: number) => void;
}

interface CutSummary {
  readonly cuts: number;
  readonly acknowledged: number;
  /** Disks of which something that was acknowledged is lost or wrong. */
  readonly disksHarmed: number;
  /** Disks on which something was acknowledged. */
  readonly disks: number;
  readonly violations: readonly string[];
}

/** Cuts the power of a machine that commits, again and again on one disk, then on the next. */
async function cutLoop(options: CutOptions): Promise<CutSummary> {
  const { cuts, cutsADisk, onCut } = options;
  const violations: string[] = [];
  const counts = { cuts: 0, acknowledged: 0, disks: 0, disksHarmed: 0 };
  for (let disk = 0; counts.cuts < cuts && violations.length < VIOLATIONS_MAX; disk += 1) {
    const count = Math.min(cutsADisk, cuts - counts.cuts);
    const found = await cutOneDisk(options, { disk, count });
    counts.cuts += count;
    counts.disks += found.acknowledged > 0 ? 1 : 0;
    counts.acknowledged += found.acknowledged;
    counts.disksHarmed += found.violations.length > 0 ? 1 : 0;
    violations.push(...found.violations);
    onCut?.(counts.cuts);
  }
  return { ...counts, violations };
}

interface OneDisk {
  readonly acknowledged: number;
  readonly violations: readonly string[];
}

async function cutOneDisk(
  { engine, seed, fault }: CutOptions,
  { disk, count }: { readonly disk: number; readonly count: number },
): Promise<OneDisk> {
  const folder = mkdtempSync(join(tmpdir(), 'vantage-power-'));
  const image = join(folder, 'disk');
  const given: CommitLoopOptions = {
    engine,
    path: `${GUEST_DISK}/file`,
    seed: seed + disk,
    valueBytesMax: VALUE_BYTES_MAX,
    checks: true,
    ...(fault === undefined ? {} : { fault }),
  };
  const command = [process.execPath, await programPath('commit-loop'), JSON.stringify(given)];
  let acknowledged = 0;
  const violations: string[] = [];
  try {
    makeDisk(image);
    for (let cut = 0; cut <= count && violations.length === 0; cut += 1) {
      const guest = bootGuest(folder, image, command);
      // The last boot is there to look.
      if (cut < count) await cutSoon(guest, drawsAt(seed + disk, cut));
      else await opened(guest);
      await guest.stop();
      const place = `${engine}, seed ${seed}, disk ${disk}, boot ${cut}`;
      violations.push(...wrongIn(guest.lines, acknowledged).map((what) => `${place}: ${what}`));
      acknowledged = Math.max(acknowledged, lastNumber(guest.lines, 'acknowledged'));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { acknowledged, violations };
}

/** Mostly up to a second after the first acknowledgement; one in eight while the file is opened. */
async function cutSoon(guest: Child, draws: Draws): Promise<void> {
  if (draws.below(8) > 0) {
    await opened(guest);
    await within(guest.line('acknowledged'));
    await sleep(draws.below(1_000));
  } else {
    await within(guest.line('mounted'));
    await sleep(draws.below(600));
  }
}

async function opened(guest: Child): Promise<void> {
  await within(Promise.race([guest.line('opened'), guest.line('over'), guest.line('wrong')]));
}

async function within(line: Promise<string | undefined>): Promise<void> {
  const control = new AbortController();
  const late = sleep(BOOT_MS_MAX, undefined, { signal: control.signal }).catch(() => undefined);
  await Promise.race([line, late]);
  control.abort();
}

function wrongIn(lines: readonly string[], acknowledged: number): readonly string[] {
  const wrong = lines.filter((line) => /^(wrong|failed)/.test(line));
  if (!lines.includes('mounted'))
    wrong.push(`the guest did not boot: ${lines.slice(-3).join(' ')}`);
  const found = lines.find((line) => line.startsWith('opened'));
  const number = lastNumber(lines, 'opened');
  if (found !== undefined && number < acknowledged) {
    wrong.push(`transaction ${number} is the last one, and ${acknowledged} is due`);
  }
  return wrong;
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
      const summary = await cutLoop({
        engine,
        seed,
        cuts: some(CUTS),
        cutsADisk: CUTS_A_DISK,
        onCut: (cuts) => onProgress(`${engine}: ${cuts} of ${some(CUTS)} cuts`),
      });
      counts.cuts += summary.cuts;
      counts.acknowledged += summary.acknowledged;
      violations.push(...summary.violations);
    }
    const control = await cutLoop({
      engine: engines[0]!,
      seed,
      cuts: Math.max(3, some(CONTROL_CUTS)),
      cutsADisk: 1,
      fault: 'never-syncs',
    });
    const { disks, disksHarmed } = control;
    const name = `never syncs (${disksHarmed} of ${disks} cuts lost something)`;
    return {
      counts,
      violations,
      controls: [{ name, caught: disks > 0 && disksHarmed >= CONTROL_LOSES * disks }],
    };
  },
};
