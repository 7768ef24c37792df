import { DatabaseError } from '../errors.ts';

/** On whose behalf something is to be done, and until when it is of use. */
export interface Turn {
  /** Who asks: turns go round among sources. Default: one that all such calls share. */
  readonly source?: unknown;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
  /** When the answer is of no use any more, by `performance.now()`. Default: never. */
  readonly until?: number | undefined;
}

/** @throws the reason of the turn's signal; DatabaseError `TIMEOUT` when its time is over. */
export function checkTurn({ signal, until = Number.POSITIVE_INFINITY }: Turn): void {
  signal?.throwIfAborted();
  if (performance.now() >= until) throw late();
}

/** What happens to those whose time is over. */
export function late(): DatabaseError {
  return new DatabaseError('TIMEOUT', 'the answer was not there in time');
}
