const MIB = 1024 * 1024;

/** Limits on one program; one more is refused. */
export interface ProgramLimits {
  /** Steps in all: a call, a look-up, or a few elements of a list. */
  readonly stepsMax: number;
  /** Calls inside one another; calls at the end of a function do not count. */
  readonly depthMax: number;
  /** Bytes of data made in all, freed or not, as an estimate. */
  readonly bytesMax: number;
}

/** What a server lets a program of a client do. */
export const SERVER_PROGRAM_LIMITS: ProgramLimits = {
  stepsMax: 20_000_000,
  depthMax: 5_000,
  bytesMax: 64 * MIB,
};

/** What a program may do in a process of its own. */
export const LOCAL_PROGRAM_LIMITS: ProgramLimits = {
  stepsMax: 200_000_000,
  depthMax: 20_000,
  bytesMax: 1024 * MIB,
};

/** Limits on single values. */
export const VALUE_LIMITS: {
  readonly listLengthMax: number;
  /** UTF-16 units. */
  readonly textLengthMax: number;
  /**
   * UTF-16 units of a text that is looked up among others: hosts take the length of a long one for
   * its hash, V8 of more than 16,383 units, so that a look-up among many takes their number.
   */
  readonly keyLengthMax: number;
} = { listLengthMax: 100_000, textLengthMax: 65_536, keyLengthMax: 4_096 };
