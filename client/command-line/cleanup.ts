import { SIGNAL_EXIT } from './stop-signals.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Node runs what is registered for `exit` then. */
function exitOn(signal: (typeof SIGNALS)[number]): void {
  process.exit(SIGNAL_EXIT[signal]);
}

/** Things to put away, however the process ends but by `kill -9`. */
export interface Cleanup {
  /** Adds what is to be done; it is synchronous, and the latest comes first. */
  add(action: () => void): void;
  /** Does everything now, once. */
  run(): void;
  /** Forgets everything: it is wanted after all. */
  dismiss(): void;
}

/**
 * A cleanup that also runs when the process exits, and on SIGINT, SIGTERM and SIGHUP, which then
 * end it. Until it has run or was dismissed, it takes the place of Node's own signal handling.
 */
export function createCleanup(): Cleanup {
  const actions: (() => void)[] = [];
  const release = (): void => {
    process.off('exit', run);
    for (const signal of SIGNALS) process.off(signal, exitOn);
  };
  const run = (): void => {
    release();
    for (let action = actions.pop(); action !== undefined; action = actions.pop()) action();
  };
  process.on('exit', run);
  for (const signal of SIGNALS) process.on(signal, exitOn);
  return {
    add: (action) => void actions.push(action),
    run,
    dismiss() {
      release();
      actions.length = 0;
    },
  };
}
