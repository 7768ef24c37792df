/*
 * The writer lock between real processes: one winner, told by its pid to the others; a dead holder
 * is replaced at once, and one that only stands still never.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { registeredEngines } from '../../engines/index.ts';
import { type Contender, startContender, withContenders } from '../processes/contenders.ts';
import type { SoakOptions, SoakPart } from './part.ts';

const ROUNDS = 1_000;
const CONTENDERS = 40;
const DEATHS = 100;
/** Short ones, and one of each kind that lasts a minute. */
const STANDSTILLS = 20;
const LONG_STANDSTILLS = 2;
const TRIES_WHILE_STANDING = 5;
const STAND_MS = 400;
const LONG_STAND_MS = 60_000;

export interface LockFound {
  readonly rounds: number;
  readonly violations: readonly string[];
}

interface LockRun {
  readonly engine: string;
  readonly rounds: number;
  readonly onRound?: (round: number) => void;
}

/** Lets `count` processes open one file at the same moment, `rounds` times. */
export function contend(
  run: LockRun & { readonly count: number; readonly unlocked?: boolean },
): Promise<LockFound> {
  const { engine, rounds, count, unlocked = false } = run;
  return inFolder((folder) =>
    withContenders(count, async (contenders) => {
      const violations: string[] = [];
      for (let round = 0; round < rounds; round += 1) {
        // Every second time the file was locked before, by processes that live on.
        const path = join(folder, `file-${round >>> 1}`);
        const answers = await Promise.all(
          contenders.map(({ open, openUnlocked }) =>
            unlocked ? openUnlocked(engine, path) : open(engine, path),
          ),
        );
        violations.push(...wrongIn(contenders, answers).map((what) => `round ${round}: ${what}`));
        await Promise.all(contenders.map(({ close }) => close()));
        run.onRound?.(round + 1);
      }
      return { rounds, violations };
    }),
  );
}

function wrongIn(contenders: readonly Contender[], answers: readonly string[]): readonly string[] {
  const winners = contenders.filter((_, place) => answers[place] === 'won');
  if (winners.length !== 1) return [`${winners.length} winners: ${answers.join('; ')}`];
  const holder = new RegExp(`^lost LOCKED .*\\bpid ${winners[0]!.pid}\\b`);
  return answers.filter((answer) => answer !== 'won' && !holder.test(answer));
}

/** Kills the holder with -9 and opens the file with the next process, `rounds` times. */
export function succeedTheDead({ engine, rounds, onRound }: LockRun): Promise<LockFound> {
  return inFolder(async (folder) => {
    const path = join(folder, 'file');
    const violations: string[] = [];
    let holder = await startContender();
    try {
      await holder.open(engine, path);
      for (let round = 0; round < rounds; round += 1) {
        const heir = await startContender();
        const before = await heir.open(engine, path);
        if (!before.startsWith('lost LOCKED')) violations.push(`round ${round}, alive: ${before}`);
        await holder.stop();
        const answer = await heir.open(engine, path);
        if (answer !== 'won') violations.push(`round ${round}, dead: ${answer}`);
        holder = heir;
        onRound?.(round + 1);
      }
    } finally {
      await holder.stop();
    }
    return { rounds, violations };
  });
}

/**
 * Stops the holder, or keeps it busy, by turns, while another process tries again and again; for
 * `standMs` milliseconds a round, 400 unless told.
 */
export function standStill(run: LockRun & { readonly standMs?: number }): Promise<LockFound> {
  const { engine, rounds, onRound, standMs = STAND_MS } = run;
  return inFolder((folder) =>
    withContenders(2, async ([holder, other]) => {
      const violations: string[] = [];
      const path = join(folder, 'file');
      await holder!.open(engine, path);
      for (let round = 0; round < rounds; round += 1) {
        const stopped = round % 2 === 0;
        if (stopped) holder!.kill('SIGSTOP');
        else await holder!.busy(standMs);
        for (let attempt = 0; attempt < TRIES_WHILE_STANDING; attempt += 1) {
          await sleep(standMs / TRIES_WHILE_STANDING / 2);
          const answer = await other!.open(engine, path);
          if (!new RegExp(`^lost LOCKED .*\\bpid ${holder!.pid}\\b`).test(answer)) {
            violations.push(`round ${round}, ${stopped ? 'stopped' : 'busy'}: ${answer}`);
          }
        }
        if (stopped) holder!.kill('SIGCONT');
        onRound?.(round + 1);
      }
      return { rounds, violations };
    }),
  );
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'vantage-locks-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One winner of 40; heirs of the dead; none of the living. */
export const locksPart: SoakPart = {
  name: 'locks',
  async run({ share, onProgress }: SoakOptions) {
    const engine = registeredEngines()[0]!.manifest.name;
    const some = (count: number): number => Math.max(1, Math.round(count * share));
    const run = (what: string, count: number): LockRun => ({
      engine,
      rounds: some(count),
      onRound: (round) => {
        if (round % 50 === 0) onProgress(`${what}: round ${round} of ${some(count)}`);
      },
    });
    const contended = await contend({ ...run('contention', ROUNDS), count: CONTENDERS });
    const died = await succeedTheDead(run('deaths', DEATHS));
    const stood = await standStill(run('standstills', STANDSTILLS));
    const stoodLong = await standStill({
      engine,
      rounds: LONG_STANDSTILLS,
      standMs: Math.max(STAND_MS, LONG_STAND_MS * share),
    });
    const control = await contend({ engine, rounds: 2, count: 4, unlocked: true });
    return {
      counts: {
        [`rounds of ${CONTENDERS}`]: contended.rounds,
        'holders killed': died.rounds,
        'holders standing still': stood.rounds + stoodLong.rounds,
      },
      violations: [contended, died, stood, stoodLong].flatMap(({ violations }) => violations),
      controls: [{ name: 'nobody takes the lock', caught: control.violations.length > 0 }],
    };
  },
};
