/*
 * Real processes on the real disk, killed with -9 while they commit. After each kill the same file
 * is opened and compared whole, and the next process goes on with it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { registeredEngines } from '../../engines/index.ts';
import { type Child, lastNumber, startChild } from '../processes/child.ts';
import type { CommitLoopOptions } from '../processes/commit-loop.ts';
import { type Draws, drawsAt } from '../processes/draws.ts';
import { engineCalled } from '../processes/engines.ts';
import { programPath } from '../processes/programs.ts';
import { Replay } from '../processes/replay.ts';
import { verdictOn } from '../processes/verdict.ts';
import type { SoakOptions, SoakPart } from './part.ts';

const KILLS = 10_000;
const KILLS_A_FILE = 25;
const CONTROL_KILLS_MAX = 50;
/** One lost commit spoils every later look at the same file. */
const VIOLATIONS_MAX = 100;
const VALUE_BYTES_MAX = 1_200_000;

const COUNTS = ['kills', 'acknowledged', 'compactions', 'beyond', 'early'] as const;

export interface KillOptions {
  readonly engine: string;
  readonly kills: number;
  readonly seed: number;
  readonly fault?: CommitLoopOptions['fault'];
  /** Ends at the first violation; a run that has to fail needs no more. */
  readonly stopsAtViolation?: boolean;
  readonly onKill?: (kills: number) => void;
}

export interface KillSummary {
  readonly kills: number;
  /** Transactions that were acknowledged as durable, over all files. */
  readonly acknowledged: number;
  /** Kills after which the file held transactions that nobody had been told of. */
  readonly beyond: number;
  /** Compactions that were done; others were killed under way. */
  readonly compactions: number;
  /** Kills before the first acknowledgement: while the file was made, or put in order. */
  readonly early: number;
  readonly violations: readonly string[];
}

/** Kills processes that commit, one after the other, and tells what was lost. */
export async function killLoop(options: KillOptions): Promise<KillSummary> {
  const { engine: name, kills, seed, fault } = options;
  const violationsMax = options.stopsAtViolation === true ? 1 : VIOLATIONS_MAX;
  const engine = engineCalled(name, { syncs: true });
  const program = await programPath('commit-loop');
  const folder = mkdtempSync(join(tmpdir(), 'vantage-kills-'));
  const violations: string[] = [];
  const counts = { acknowledged: 0, compactions: 0, beyond: 0, early: 0 };
  const begin = (kill: number): Child => {
    const file = Math.floor(kill / KILLS_A_FILE);
    const given: CommitLoopOptions = {
      engine: name,
      path: join(folder, `file-${file}`),
      seed: seed + file,
      valueBytesMax: VALUE_BYTES_MAX,
      waits: true,
      ...(fault === undefined ? {} : { fault }),
    };
    return startChild([process.execPath, program, JSON.stringify(given)]);
  };
  let next = begin(0);
  let replay = new Replay(seed, VALUE_BYTES_MAX);
  let acknowledged = 0;
  let kill = 0;
  try {
    while (kill < kills && violations.length < violationsMax) {
      const file = Math.floor(kill / KILLS_A_FILE);
      const path = join(folder, `file-${file}`);
      if (kill % KILLS_A_FILE === 0) {
        replay = new Replay(seed + file, VALUE_BYTES_MAX);
        acknowledged = 0;
      }
      const child = next;
      const draws = drawsAt(seed, kill);
      const wrong = [...(await killSoon(child, draws))];
      // Starting takes longer than checking, so the next one starts meanwhile.
      next = begin(kill + 1);
      const told = lastNumber(child.lines, 'acknowledged');
      counts.acknowledged += Math.max(0, told - acknowledged);
      counts.compactions += child.lines.filter((line) => line.startsWith('compacted')).length;
      counts.early += told === 0 ? 1 : 0;
      acknowledged = Math.max(acknowledged, told);
      const last = kill + 1 === kills || (kill + 1) % KILLS_A_FILE === 0;
      const recovers = last || draws.below(3) > 0;
      wrong.push(...(await verdictOn({ engine, path, acknowledged, replay }, { recovers })));
      counts.beyond += replay.number > acknowledged ? 1 : 0;
      violations.push(...wrong.map((what) => `${name}, seed ${seed}, kill ${kill}: ${what}`));
      if (last) rmSync(path, { force: true });
      kill += 1;
      options.onKill?.(kill);
    }
  } finally {
    await next.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return { kills: kill, ...counts, violations };
}

/**
 * Mostly 5 to 65 ms after the first acknowledgement; one in eight a little after the start. Answers
 * what the program itself found wrong.
 */
async function killSoon(child: Child, draws: Draws): Promise<readonly string[]> {
  child.send('go');
  if (draws.below(8) > 0) await child.line('acknowledged');
  await sleep(5 + draws.below(60));
  const { code, signal } = await child.stop();
  const wrong = child.lines.filter((line) => /^(wrong|failed)/.test(line));
  return signal === 'SIGKILL' ? wrong : [...wrong, `the program ended by itself, with ${code}`];
}

/** Kills with -9, half of them for each engine. */
export const killsPart: SoakPart = {
  name: 'kills',
  async run({ seed, share, onProgress }: SoakOptions) {
    const engines = registeredEngines().map(({ manifest }) => manifest.name);
    const kills = Math.max(1, Math.round((KILLS * share) / engines.length));
    const counts = { kills: 0, acknowledged: 0, compactions: 0, beyond: 0, early: 0 };
    const violations: string[] = [];
    for (const engine of engines) {
      const summary = await killLoop({
        engine,
        kills,
        seed,
        onKill: (kill) => {
          if (kill % 100 === 0) onProgress(`${engine}: ${kill} of ${kills} kills`);
        },
      });
      for (const count of COUNTS) counts[count] += summary[count];
      violations.push(...summary.violations);
    }
    const control = await killLoop({
      engine: engines[0]!,
      kills: CONTROL_KILLS_MAX,
      seed,
      fault: 'acknowledges-early',
      stopsAtViolation: true,
    });
    return {
      counts,
      violations,
      controls: [
        { name: 'acknowledged before it is written', caught: control.violations.length > 0 },
      ],
    };
  },
};
