/*
 * Power cuts: a program runs in a guest machine on ext4, and the machine is killed. Each boot first
 * compares what is on the disk with what was acknowledged before, then goes on with it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, lastNumber } from '../processes/child.ts';
import { type Draws, drawsAt } from '../processes/draws.ts';
import { bootGuest, makeDisk } from '../processes/guest.ts';

const VIOLATIONS_MAX = 20;

export interface CutOptions {
  /** Of the runs, in what is told of them. */
  readonly name: string;
  readonly seed: number;
  readonly cuts: number;
  readonly cutsADisk: number;
  /**
   * The program that runs on a disk, under the seed of the disk: it tells `opened N` when it has
   * compared, `acknowledged N`, and `wrong TEXT`, as the commit loop does.
   */
  readonly command: (seed: number) => readonly string[];
  /** Most milliseconds that a program is given to open, where it is not cut meanwhile. */
  readonly openMsMax: number;
  /** Cuts while it opens come up to so many milliseconds after the disk is there. */
  readonly cutOpeningMsMax: number;
  /** Whether the first boot of a disk is let open in any case. Default false. */
  readonly firstOpens?: boolean;
  /** Memory of the guest; default as `bootGuest`. */
  readonly memoryMiB?: number;
  /** Disks that are tried at once. Default 1. */
  readonly disksAtOnce?: number;
  readonly onCut?: (cuts: number) => void;
}

export interface CutSummary {
  readonly cuts: number;
  readonly acknowledged: number;
  /** Disks of which something that was acknowledged is lost or wrong. */
  readonly disksHarmed: number;
  /** Disks on which something was acknowledged. */
  readonly disks: number;
  readonly violations: readonly string[];
}

/** Cuts the power of a machine that works, again and again on one disk, then on the next. */
export async function cutLoop(options: CutOptions): Promise<CutSummary> {
  const { cuts, cutsADisk, disksAtOnce = 1, onCut } = options;
  const violations: string[] = [];
  const counts = { cuts: 0, acknowledged: 0, disks: 0, disksHarmed: 0 };
  let disk = 0;
  const cutDisks = async (): Promise<void> => {
    while (disk * cutsADisk < cuts && violations.length < VIOLATIONS_MAX) {
      const count = Math.min(cutsADisk, cuts - disk * cutsADisk);
      disk += 1;
      const found = await cutOneDisk(options, { disk: disk - 1, count });
      counts.cuts += count;
      counts.disks += found.acknowledged > 0 ? 1 : 0;
      counts.acknowledged += found.acknowledged;
      counts.disksHarmed += found.violations.length > 0 ? 1 : 0;
      violations.push(...found.violations);
      onCut?.(counts.cuts);
    }
  };
  await Promise.all(Array.from({ length: disksAtOnce }, cutDisks));
  return { ...counts, violations };
}

interface OneDisk {
  readonly acknowledged: number;
  readonly violations: readonly string[];
}

async function cutOneDisk(
  options: CutOptions,
  { disk, count }: { readonly disk: number; readonly count: number },
): Promise<OneDisk> {
  const { name, seed, memoryMiB, firstOpens = false } = options;
  const folder = mkdtempSync(join(tmpdir(), 'vantage-power-'));
  const image = join(folder, 'disk');
  const command = options.command(seed + disk);
  let acknowledged = 0;
  const violations: string[] = [];
  try {
    makeDisk(image);
    for (let cut = 0; cut <= count && violations.length === 0; cut += 1) {
      const guest = bootGuest({ folder, image, command, memoryMiB });
      const draws = drawsAt(seed + disk, cut);
      // The last boot is there to look.
      const looks = cut === count;
      const opens = draws.below(8) > 0 || looks || (cut === 0 && firstOpens);
      if (opens) await opened(guest, options);
      else await cutOpening(guest, options, draws);
      if (opens && !looks) await cutAcknowledging(guest, options, draws);
      await guest.stop();
      const wrong = wrongIn(guest.lines, acknowledged);
      if (opens && wrong.length === 0 && !guest.lines.some((line) => line.startsWith('opened'))) {
        wrong.push(`it did not open in ${options.openMsMax} ms`);
      }
      const place = `${name}, seed ${seed}, disk ${disk}, boot ${cut}`;
      violations.push(...wrong.map((what) => `${place}: ${what}`));
      acknowledged = Math.max(acknowledged, lastNumber(guest.lines, 'acknowledged'));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { acknowledged, violations };
}

/** Up to a second after the first acknowledgement. */
async function cutAcknowledging(guest: Child, options: CutOptions, draws: Draws): Promise<void> {
  await within(guest.line('acknowledged'), options);
  await sleep(draws.below(1_000));
}

async function cutOpening(guest: Child, options: CutOptions, draws: Draws): Promise<void> {
  await within(guest.line('mounted'), options);
  await sleep(draws.below(options.cutOpeningMsMax));
}

async function opened(guest: Child, options: CutOptions): Promise<void> {
  await within(Promise.race(['opened', 'over', 'wrong'].map((word) => guest.line(word))), options);
}

async function within(
  line: Promise<string | undefined>,
  { openMsMax }: Pick<CutOptions, 'openMsMax'>,
): Promise<void> {
  const control = new AbortController();
  const late = sleep(openMsMax, undefined, { signal: control.signal }).catch(() => undefined);
  await Promise.race([line, late]);
  control.abort();
}

function wrongIn(lines: readonly string[], acknowledged: number): string[] {
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
