/** Exit codes of a process that a signal ended, as shells count them. */
export const SIGNAL_EXIT = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

const STOPPING = ['SIGINT', 'SIGTERM'] as const;

/** Signals that ask this process to stop, taken over from Node. */
export interface StopSignals {
  /** Resolves at the first one. */
  readonly stopped: Promise<void>;
  /** Gives them back to Node. */
  release(): void;
}

/**
 * Waits for SIGINT or SIGTERM. After the first the process is expected to finish what it does; the
 * second ends it at once.
 */
export function stopSignals(): StopSignals {
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve());
  });
  const onSignal = (signal: (typeof STOPPING)[number]): void => {
    if (stopping.signal.aborted) process.exit(SIGNAL_EXIT[signal]);
    stopping.abort();
  };
  for (const signal of STOPPING) process.on(signal, onSignal);
  return {
    stopped,
    release() {
      for (const signal of STOPPING) process.off(signal, onSignal);
    },
  };
}
