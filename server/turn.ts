/** On whose behalf something is to be done, and until when it is of use. */
export interface Turn {
  /** Who asks: turns go round among sources. Default: one that all such calls share. */
  readonly source?: unknown;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from the call that the answer may take, waiting included. Default: no limit. */
  readonly msMax?: number | undefined;
}
