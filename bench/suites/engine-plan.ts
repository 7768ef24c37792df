import type { Size } from '../cell.ts';

/** How much the engines suite does. */
export interface EnginePlan {
  /** Entries of a file. */
  readonly entries: number;
  /** Entries in ascending order that an engine without a bound on its height can bear. */
  readonly entriesSortedUnbounded: number;
  /** Insertions of everything, each a sample. */
  readonly insertRounds: number;
  /** Rounds of gets, ranges and durable puts. */
  readonly rounds: number;
  /** Samples of gets and of ranges in a round, and as many again to warm up. */
  readonly samplesPerRound: number;
  readonly getsPerSample: number;
  readonly rangesPerSample: number;
  /** Durable puts in a round, each a sample. */
  readonly putsPerRound: number;
}

/** Entries that one range walks. */
export const RANGE_LENGTH = 100;

/** Every size holds more than one range, and no fewer sorted entries than unbounded ones. */
export const ENGINE_PLANS: Readonly<Record<Size, EnginePlan>> = {
  smoke: {
    entries: 300,
    entriesSortedUnbounded: 100,
    insertRounds: 2,
    rounds: 2,
    samplesPerRound: 3,
    getsPerSample: 10,
    rangesPerSample: 1,
    putsPerRound: 2,
  },
  quick: {
    entries: 10_000,
    entriesSortedUnbounded: 2_000,
    insertRounds: 7,
    rounds: 5,
    samplesPerRound: 60,
    getsPerSample: 100,
    rangesPerSample: 2,
    putsPerRound: 20,
  },
  default: {
    entries: 100_000,
    entriesSortedUnbounded: 5_000,
    insertRounds: 11,
    rounds: 11,
    samplesPerRound: 200,
    getsPerSample: 100,
    rangesPerSample: 2,
    putsPerRound: 50,
  },
};
