import type { Size } from '../../cell.ts';

/** How much the engines suite does. */
export interface EnginePlan {
  /** Entries of a store. */
  readonly entries: number;
  /** Entries in ascending order that an engine without a bound on its height can bear. */
  readonly entriesSortedUnbounded: number;
  /** Fillings of a new store, each a sample. */
  readonly fillRounds: number;
  /** Scans of everything, each a sample. */
  readonly scanRounds: number;
  /** Rounds of lookups, ranges, counts and durable puts. */
  readonly rounds: number;
  /** Samples of lookups, of ranges and of counts in a round, and as many again to warm up. */
  readonly samplesPerRound: number;
  readonly lookupsPerSample: number;
  readonly rangesPerSample: number;
  /** Durable puts in a round, each a sample. */
  readonly putsPerRound: number;
  /** Puts of one turn of the event loop, each waiting for the disk. */
  readonly putsAtOnce: number;
  /** How long random entries are overwritten, in milliseconds, and of how many. */
  readonly overwriteMs: number;
  readonly entriesOverwritten: number;
  /** How long a window is in which entries are looked up while others are put, in milliseconds. */
  readonly besideWriterMs: number;
  /** Bytes of all values of a store with larger ones, at most. */
  readonly valueBytesMax: number;
  /** Processes that tell what memory a store takes, each a sample. */
  readonly footprints: number;
  /** Small commits whose bytes are counted. */
  readonly commitsCounted: number;
  /** Operations of a sample of a mixed workload: in memory, and where each write waits for the disk. */
  readonly mixOperations: number;
  readonly mixOperationsDurable: number;
  /** Entries of the trees whose shape is counted, at most `entries`. */
  readonly shapeEntries: readonly number[];
  /** Entries of the trees that age, and after how many replacements of all they are looked at. */
  readonly agingEntries: number;
  readonly agingRounds: readonly number[];
  /** Entries of one commit where a store is filled by many. */
  readonly entriesPerCommit: number;
}

/** Entries that one range walks. */
export const RANGE_LENGTH = 100;

const DEFAULT: EnginePlan = {
  entries: 1_000_000,
  entriesSortedUnbounded: 5_000,
  fillRounds: 3,
  scanRounds: 5,
  rounds: 7,
  samplesPerRound: 50,
  lookupsPerSample: 1_000,
  rangesPerSample: 10,
  putsPerRound: 50,
  putsAtOnce: 1_000,
  overwriteMs: 20_000,
  entriesOverwritten: 200_000,
  besideWriterMs: 1_000,
  valueBytesMax: 200_000_000,
  footprints: 3,
  commitsCounted: 400,
  mixOperations: 20_000,
  mixOperationsDurable: 400,
  shapeEntries: [256, 1_024, 4_096, 16_384, 65_536, 262_144],
  agingEntries: 16_384,
  agingRounds: [1, 4, 16, 64],
  entriesPerCommit: 1_000,
};

/** Every size holds more than one range, and no fewer sorted entries than unbounded ones. */
export const ENGINE_PLANS: Readonly<Record<Size, EnginePlan>> = {
  smoke: {
    entries: 300,
    entriesSortedUnbounded: 100,
    fillRounds: 1,
    scanRounds: 1,
    rounds: 2,
    samplesPerRound: 2,
    lookupsPerSample: 10,
    rangesPerSample: 1,
    putsPerRound: 2,
    putsAtOnce: 100,
    overwriteMs: 50,
    entriesOverwritten: 300,
    besideWriterMs: 10,
    valueBytesMax: 200_000,
    footprints: 1,
    commitsCounted: 10,
    mixOperations: 40,
    mixOperationsDurable: 20,
    shapeEntries: [64, 256],
    agingEntries: 64,
    agingRounds: [1, 2],
    entriesPerCommit: 100,
  },
  quick: {
    entries: 40_000,
    entriesSortedUnbounded: 2_000,
    fillRounds: 3,
    scanRounds: 4,
    rounds: 4,
    samplesPerRound: 20,
    lookupsPerSample: 1_000,
    rangesPerSample: 10,
    putsPerRound: 20,
    putsAtOnce: 1_000,
    overwriteMs: 1_500,
    entriesOverwritten: 50_000,
    besideWriterMs: 60,
    valueBytesMax: 10_000_000,
    footprints: 1,
    commitsCounted: 200,
    mixOperations: 2_000,
    mixOperationsDurable: 100,
    shapeEntries: [256, 1_024, 4_096, 16_384],
    agingEntries: 4_096,
    agingRounds: [1, 4, 16],
    entriesPerCommit: 1_000,
  },
  default: DEFAULT,
  full: DEFAULT,
};
