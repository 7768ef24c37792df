import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine, Feature } from '../engines/index.ts';
import { type Counterexample, engineLaws, type Law, LawBroken } from './laws/index.ts';

/** How hard to try, and what to tell on the way. */
export interface RunOptions {
  /** Random cases a law, from 1; costly laws try a share of them. */
  readonly runs: number;
  /** Seed of all random choices, a 32-bit integer. One seed and one engine give one outcome. */
  readonly seed: number;
  /** Runs only the laws whose name contains this text, in any case. Default: all. */
  readonly filter?: string | undefined;
  /** Called after each law, in order. */
  readonly onResult?: ((result: LawResult) => void) | undefined;
  /** The laws to run. Default: `engineLaws`. */
  readonly laws?: readonly Law[] | undefined;
  /**
   * A law that has not ended by then counts as broken, in milliseconds. Default: a minute, and half
   * a second more a run.
   */
  readonly timeoutMs?: number | undefined;
}

/** What became of one law. */
export type LawResult =
  | { readonly state: 'passed'; readonly law: Law; readonly durationMs: number }
  | {
      readonly state: 'failed';
      readonly law: Law;
      readonly durationMs: number;
      /** What was found and what was expected. */
      readonly message: string;
      /** The smallest case found; undefined where the law is about one fixed case. */
      readonly counterexample: Counterexample | undefined;
      readonly cause: unknown;
    }
  | {
      readonly state: 'skipped';
      readonly law: Law;
      /** The features that the law requires and the manifest declares unsupported. */
      readonly missing: readonly Feature[];
    };

/** What became of all laws on one engine. */
export interface Summary {
  /** Name in the manifest. */
  readonly engine: string;
  readonly runs: number;
  readonly seed: number;
  readonly results: readonly LawResult[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The features that `law` requires and `engine` does not support. */
export function missingFeatures(engine: Engine, law: Law): readonly Feature[] {
  return law.requires.filter((feature) => engine.manifest.unsupported.includes(feature));
}

/**
 * Holds `engine` to one law after another and resolves with what became of each; it never rejects
 * because of the engine. Files are made in a temporary folder and removed.
 */
export async function runLaws(engine: Engine, options: RunOptions): Promise<Summary> {
  const { runs, seed, filter = '', onResult, laws = engineLaws } = options;
  const results: LawResult[] = [];
  for (const law of laws) {
    if (law.name.toLowerCase().includes(filter.toLowerCase())) {
      // oxlint-disable-next-line no-await-in-loop -- laws take turns, so that times mean something.
      const result = await runLaw(engine, law, options);
      results.push(result);
      onResult?.(result);
    }
  }
  const counted = (state: LawResult['state']): number =>
    results.filter((result) => result.state === state).length;
  return {
    engine: engine.manifest.name,
    runs,
    seed,
    results,
    passed: counted('passed'),
    failed: counted('failed'),
    skipped: counted('skipped'),
  };
}

/** Holds `engine` to one law; as `runLaws`. */
export async function runLaw(
  engine: Engine,
  law: Law,
  options: Pick<RunOptions, 'runs' | 'seed' | 'timeoutMs'>,
): Promise<LawResult> {
  const missing = missingFeatures(engine, law);
  if (missing.length > 0) {
    return { state: 'skipped', law, missing };
  }
  const { runs, seed, timeoutMs = 60_000 + 500 * options.runs } = options;
  const folder = mkdtempSync(join(tmpdir(), 'vantage-law-'));
  const scratch = scratchIn(folder);
  const start = performance.now();
  try {
    await withinTime(law.check({ engine, scratch, runs, seed }), timeoutMs);
    return { state: 'passed', law, durationMs: performance.now() - start };
  } catch (error) {
    return {
      state: 'failed',
      law,
      durationMs: performance.now() - start,
      message: error instanceof Error ? error.message : String(error),
      counterexample: error instanceof LawBroken ? error.counterexample : undefined,
      cause: error instanceof LawBroken ? error.cause : error,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function scratchIn(folder: string): (name: string) => string {
  let made = 0;
  return (name) => {
    made += 1;
    const own = join(folder, String(made));
    mkdirSync(own);
    return join(own, name);
  };
}

/** The timer also keeps the process alive while a promise that nobody settles is waited for. */
async function withinTime(check: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`the law had not ended after ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    await Promise.race([check, late]);
  } finally {
    clearTimeout(timer);
  }
}
