/*
 * Processes with an embedded Postgres in their data directory: killed with -9 among changes and
 * selections, after which the next one shows in SQL what the engine file has; and nobody else gets
 * in while one of them is there.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, lastNumber, startChild } from '../processes/child.ts';
import { type Draws, drawsAt } from '../processes/draws.ts';
import type { MetadataLoopOptions } from '../processes/metadata-loop.ts';
import type { MetadataRefusalsOptions } from '../processes/metadata-refusals.ts';
import { programPath } from '../processes/programs.ts';
import type { SoakOptions, SoakPart } from './part.ts';

const KILLS = 200;
const KILLS_A_DIRECTORY = 20;
const REFUSALS = 1_000;
const VIOLATIONS_MAX = 20;

interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  readonly onKill?: (kills: number) => void;
}

interface KillSummary {
  readonly kills: number;
  readonly acknowledged: number;
  readonly selections: number;
  readonly violations: readonly string[];
}

/** Kills a process that changes and selects, again and again in one directory, then in the next. */
export async function metadataKillLoop({ kills, seed, onKill }: KillOptions): Promise<KillSummary> {
  const counts = { kills: 0, acknowledged: 0, selections: 0 };
  const violations: string[] = [];
  for (let directory = 0; counts.kills < kills; directory += 1) {
    const last = Math.min(KILLS_A_DIRECTORY, kills - counts.kills);
    await inFolder(async (path) => {
      let acknowledged = 0;
      for (let start = 0; start <= last && violations.length < VIOLATIONS_MAX; start += 1) {
        const child = await startLoop({ path, seed: seed + directory });
        // The first one makes what the others find, and the last one is there to look.
        if (start === last) await child.line('opened');
        else await killingMoment(child, { draws: drawsAt(seed + directory, start), start });
        const { signal } = await child.stop();
        const wrong = child.lines.filter((line) => line.startsWith('wrong'));
        if (signal !== 'SIGKILL') wrong.push('it ended by itself');
        const opened = child.lines.some((line) => line.startsWith('opened'));
        const number = lastNumber(child.lines, 'opened');
        if (opened && number < acknowledged) wrong.push(`${number} is there of ${acknowledged}`);
        const place = `seed ${seed}, directory ${directory}, start ${start}`;
        violations.push(...wrong.map((what) => `${place}: ${what}`));
        acknowledged = Math.max(acknowledged, lastNumber(child.lines, 'acknowledged'));
        counts.selections += lastNumber(child.lines, 'selected');
      }
      counts.acknowledged += acknowledged;
    });
    counts.kills += last;
    onKill?.(counts.kills);
  }
  return { ...counts, violations };
}

/** Mostly up to 400 ms after the first acknowledgement; one in eight while Postgres is started. */
async function killingMoment(
  child: Child,
  { draws, start }: { readonly draws: Draws; readonly start: number },
): Promise<void> {
  if (start > 0 && draws.below(8) === 0) return sleep(200 + draws.below(1_500));
  await child.line('acknowledged');
  await sleep(draws.below(400));
}

interface RefusalSummary {
  /** Of those who tried while the directory was held, and after its holder was killed. */
  readonly whileHeld: { readonly refused: number; readonly opened: number };
  readonly afterwards: { readonly refused: number; readonly opened: number };
  readonly violations: readonly string[];
}

/** Lets a second process open the directory, `tries` times, while another changes and selects. */
export function metadataRefusals({
  tries,
  seed,
}: {
  readonly tries: number;
  readonly seed: number;
}): Promise<RefusalSummary> {
  return inFolder(async (path) => {
    const holder = await startLoop({ path, seed });
    const violations: string[] = [];
    try {
      await holder.line('acknowledged');
      const held = await attempt({ path, tries });
      const selections = lastNumber(holder.lines, 'selected');
      await holder.line('selected', holder.lines.length);
      await holder.stop();
      const free = await attempt({ path, tries: 1 });
      for (const { lines } of [holder, held, free]) {
        violations.push(...lines.filter((line) => line.startsWith('wrong')));
      }
      if (lastNumber(holder.lines, 'selected') <= selections) violations.push('the holder stopped');
      return { whileHeld: countsIn(held), afterwards: countsIn(free), violations };
    } finally {
      await holder.stop();
    }
  });
}

async function attempt(options: MetadataRefusalsOptions): Promise<Child> {
  const program = await programPath('metadata-refusals');
  const child = startChild([process.execPath, program, JSON.stringify(options)]);
  await child.ended;
  return child;
}

function countsIn({ lines }: Child): RefusalSummary['whileHeld'] {
  return { refused: lastNumber(lines, 'refused'), opened: lastNumber(lines, 'opened') };
}

async function startLoop(options: MetadataLoopOptions): Promise<Child> {
  const program = await programPath('metadata-loop');
  return startChild([process.execPath, program, JSON.stringify(options)]);
}

async function inFolder<T>(work: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'vantage-metadata-'));
  try {
    return await work(join(folder, 'data'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** 200 kills with -9, and a second process that is refused 1,000 times. */
export const metadataKillsPart: SoakPart = {
  name: 'metadata-kills',
  async run({ seed, share, onProgress }: SoakOptions) {
    const some = (count: number): number => Math.max(1, Math.round(count * share));
    const killed = await metadataKillLoop({
      kills: some(KILLS),
      seed,
      onKill: (kills) => onProgress(`${kills} of ${some(KILLS)} kills`),
    });
    const tries = some(REFUSALS);
    const { whileHeld, afterwards, violations } = await metadataRefusals({ tries, seed });
    const admitted =
      whileHeld.refused === tries
        ? []
        : [`${whileHeld.refused} of ${tries} were refused, ${whileHeld.opened} opened`];
    const { kills, acknowledged, selections } = killed;
    return {
      counts: { kills, acknowledged, selections, refused: whileHeld.refused },
      violations: [...killed.violations, ...violations, ...admitted],
      controls: [{ name: 'the holder is dead', caught: afterwards.opened === 1 }],
    };
  },
};
