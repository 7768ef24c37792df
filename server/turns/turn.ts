/** On whose behalf something is to be done, and until when it is of use. */
export interface Turn {
  /** Who asks: turns go round among sources. Default: one that all such calls share. */
  readonly source?: unknown;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
  /** When the answer is of no use any more, by `performance.now()`. Default: never. */
  readonly until?: number | undefined;
}
