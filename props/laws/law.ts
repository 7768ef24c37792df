import type { Engine, Feature } from '../../engines/index.ts';

/** What a law is checked against, and how hard. */
export interface LawContext {
  readonly engine: Engine;
  /**
   * A path that does not exist, called `name`, in an empty folder of its own that does. The
   * caller may fill the folder; it is removed after the law.
   */
  readonly scratch: (name: string) => string;
  /** Random cases to try, from 1. A law whose cases are costly tries a stated share of them. */
  readonly runs: number;
  /** Seed of every random choice, a 32-bit integer. */
  readonly seed: number;
}

/** A statement about every engine, and the function that tries to break it. */
export interface Law {
  /** The statement, one sentence without its full stop. */
  readonly name: string;
  /** Features without which the statement says nothing. */
  readonly requires: readonly Feature[];
  /** Resolves when the law held; rejects with what broke it. */
  readonly check: (context: LawContext) => Promise<void>;
}

/** What was found when a law broke on random input, shrunk to a small case. */
export interface Counterexample {
  /** The case, printed. */
  readonly text: string;
  /** Seed and path that lead fast-check straight to it. */
  readonly seed: number;
  readonly path: string;
  /** Cases tried before it broke, and steps of shrinking after that. */
  readonly runs: number;
  readonly shrinks: number;
}

/** A law that random input broke; `cause` is the expectation that failed on the shrunk case. */
export class LawBroken extends Error {
  override readonly name = 'LawBroken';
  readonly counterexample: Counterexample;

  constructor(counterexample: Counterexample, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${reason}\n  with ${counterexample.text}`, { cause });
    this.counterexample = counterexample;
  }
}
