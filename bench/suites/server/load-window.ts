/** What is sent to a server while a window is open. */
export interface Load {
  /** One function a client: asks its next query and resolves when it is answered. */
  readonly clients: readonly (() => Promise<void>)[];
  /** Resolves when the server has answered on a connection that does nothing else. Default: none. */
  readonly ping?: () => Promise<void>;
}

export interface WindowOptions {
  /** Load before the window opens, in milliseconds. */
  readonly rampMs: number;
  /** Shortest time that the window is open, in milliseconds. */
  readonly windowMs: number;
  /** From one ping to the next, in milliseconds. */
  readonly pingEveryMs: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** What happened while the window was open. Times are in milliseconds. */
export interface WindowResult {
  /** From the answer that opened the window to the one that closed it. */
  readonly durationMs: number;
  /** Of every query answered after the opening, the last one included; at least one. */
  readonly latenciesMs: readonly number[];
  /** Of every ping sent while the window was open; at least one where there are pings. */
  readonly pingsMs: readonly number[];
}

/**
 * Loads a server with clients in closed loops and measures during a window.
 *
 * The window opens and closes with an answer, so the answers in it over its length are the
 * throughput of all clients together, without a share of an answer at either end. Pings leave at
 * their times whether or not the last one is back: a server that stalls for 50 ms delays all the
 * pings of those 50 ms, and all of them are counted.
 *
 * Rejects with the first error of a client or a ping, when all have stopped.
 */
export async function loadWindow(load: Load, options: WindowOptions): Promise<WindowResult> {
  const { now } = options;
  const latenciesMs: number[] = [];
  const pings = pinger(load.ping, options);
  const startedAt = now();
  let openedAt: number | undefined;
  let closedAt: number | undefined;
  let failed = false;

  const ask = async (client: () => Promise<void>): Promise<void> => {
    for (;;) {
      if (closedAt !== undefined || failed) return;
      const sentAt = now();
      await client();
      const answeredAt = now();
      // Another client may have closed the window since this one asked.
      if (closedAt !== undefined) return;
      if (openedAt === undefined) {
        if (answeredAt - startedAt >= options.rampMs) {
          openedAt = answeredAt;
          pings.start();
        }
      } else {
        latenciesMs.push(answeredAt - sentAt);
        if (answeredAt - openedAt >= options.windowMs) {
          closedAt = answeredAt;
          pings.stop();
        }
      }
    }
  };

  const clients = load.clients.map(async (client) => {
    try {
      await ask(client);
    } catch (error) {
      failed = true;
      pings.stop();
      throw error;
    }
  });
  const outcomes = await Promise.allSettled(clients);
  const pingsMs = await pings.settled();
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  return { durationMs: closedAt! - openedAt!, latenciesMs, pingsMs };
}

/** Pings at fixed times from `start` to `stop`. */
function pinger(
  ping: Load['ping'],
  { now, pingEveryMs }: WindowOptions,
): {
  readonly start: () => void;
  readonly stop: () => void;
  /** Resolves to the times of all pings when the last one is back. */
  readonly settled: () => Promise<readonly number[]>;
} {
  const sent: Promise<number>[] = [];
  let timer: NodeJS.Timeout | undefined;

  const time = async (): Promise<number> => {
    const sentAt = now();
    await ping?.();
    return now() - sentAt;
  };
  const send = (): void => {
    const timed = time();
    // Whoever waits for `settled` learns of a failure; until then it has a listener.
    timed.catch(() => undefined);
    sent.push(timed);
  };
  return {
    start() {
      if (ping === undefined) return;
      send();
      timer = setInterval(send, pingEveryMs);
    },
    stop: () => clearInterval(timer),
    settled: () => Promise.all(sent),
  };
}
