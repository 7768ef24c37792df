/** What a part of the long tier is given. */
export interface SoakOptions {
  /** Seed of every random choice, a 32-bit integer. */
  readonly seed: number;
  /** How much of the full figure to do: 1 for a release, less for a look. Above 0. */
  readonly share: number;
  /** Told what is going on, one line each. */
  readonly onProgress: (line: string) => void;
}

/** A run that had to fail, so that passing means something. */
export interface SoakControl {
  readonly name: string;
  readonly caught: boolean;
}

/** What one part of the long tier did. */
export interface SoakResult {
  /** What was counted, by what it is: states, kills, cuts, flips. */
  readonly counts: Readonly<Record<string, number>>;
  /** What broke a promise, each with what is needed to see it again. */
  readonly violations: readonly string[];
  readonly controls: readonly SoakControl[];
  /** Why the part could not run here, or undefined. */
  readonly skipped?: string | undefined;
}

/** One part of the long tier, named for the promise it tries. */
export interface SoakPart {
  readonly name: string;
  readonly run: (options: SoakOptions) => Promise<SoakResult>;
}
