import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { OPERATIONS, type Operation, type Reply } from '../../server/protocol/index.ts';
import { ConnectionError } from '../errors.ts';
import { Lane } from './lane.ts';
import type { Pipeline } from './pipeline.ts';
import { inDoubt, mayPass, waitMs } from './retries.ts';
import { createWriteName } from './write-name.ts';

/** The longest time that a timer takes, in milliseconds: 24 days. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export interface CallsOptions {
  readonly dial: () => Promise<Pipeline>;
  /** Milliseconds that one try waits for its reply. */
  readonly tryTimeoutMs: number;
  readonly retry: boolean;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

export interface Call<Answer> {
  readonly op: Operation;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Milliseconds that it may take in all. */
  readonly timeoutMs: number;
  /** The name of a write; default a new one. */
  readonly request: string | undefined;
  /** Makes the answer of a reply of status 0; what it throws is a `BAD_REPLY`. */
  readonly read: (reply: Reply) => Answer;
}

/**
 * Makes calls until they are answered, over connections that come and go.
 *
 * 1. Every try of a write has the same name, so it is done once however often it is sent.
 * 2. No try, and no wait for one, goes beyond the deadline of its call.
 * 3. What takes long has a connection of its own: replies come in the order of requests.
 */
export class Calls {
  readonly #options: CallsOptions;
  readonly #quick: Lane;
  readonly #slow: Lane;
  readonly #closing: AbortController = new AbortController();
  #underWay = 0;
  #whenIdle: () => void = () => undefined;

  constructor(options: CallsOptions) {
    this.#options = options;
    this.#quick = new Lane(options.dial);
    this.#slow = new Lane(options.dial);
    setMaxListeners(0, this.#closing.signal); // Each call that waits may listen.
  }

  /** Connects, in one try. @throws as `dial`. */
  async connect(): Promise<void> {
    await this.#quick.connect();
  }

  /**
   * Makes one call.
   * @throws RemoteError, ConnectionError: that of the last try, with the outcome `unknown` when an
   * earlier one may have been carried out.
   * @throws TypeError, RangeError when the fields cannot be sent.
   */
  async make<Answer>(call: Call<Answer>): Promise<Answer> {
    if (this.#closing.signal.aborted) {
      throw new ConnectionError('CLOSED', 'the client is closed', { outcome: 'none' });
    }
    this.#underWay += 1;
    try {
      return await this.#try(call);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#whenIdle();
    }
  }

  /** Begins nothing more, waits for the replies under way, and closes. Twice is allowed. */
  async close(): Promise<void> {
    this.#closing.abort();
    while (this.#underWay > 0) {
      const whenIdle = this.#whenIdle;
      await new Promise<void>((resolve) => {
        this.#whenIdle = () => {
          whenIdle();
          resolve();
        };
      });
    }
    await Promise.all([this.#quick.close(), this.#slow.close()]);
  }

  async #try<Answer>(call: Call<Answer>): Promise<Answer> {
    const { now, random, retry } = this.#options;
    const { writes } = OPERATIONS[call.op];
    const request = call.request ?? (writes ? createWriteName() : undefined); // 1
    const until = now() + call.timeoutMs;
    let maybeDone = false;
    for (let count = 1, badReplies = 0; ; count += 1) {
      try {
        return await this.#tryOnce(call, request, until);
      } catch (error) {
        if (error instanceof ConnectionError && error.code === 'BAD_REPLY') badReplies += 1;
        const failures = { count, badReplies };
        const wait = waitMs(failures, random());
        const again = retry && mayPass(error, failures) && now() + wait < until; // 2
        if (!again || this.#closing.signal.aborted) throw maybeDone ? inDoubt(error) : error;
        maybeDone ||= writes && error instanceof ConnectionError && error.outcome !== 'none';
        await this.#wait(wait);
        if (this.#closing.signal.aborted) throw maybeDone ? inDoubt(error) : error;
      }
    }
  }

  async #tryOnce<Answer>(
    { op, fields, timeoutMs, read }: Call<Answer>,
    request: string | undefined,
    until: number,
  ): Promise<Answer> {
    const { now, tryTimeoutMs } = this.#options;
    const lane = isSlow(op, fields) ? this.#slow : this.#quick; // 3
    const pipeline = lane.open ?? (await before(until - now(), timeoutMs, lane.connect()));
    const leftMs = Math.max(1, until - now());
    const waitedMs = Math.min(leftMs, tryTimeoutMs, TIMER_MS_MAX);
    return pipeline.ask(op, fields, { timeoutMs: waitedMs, read, request });
  }

  /** Waits, but no longer than until the client closes. */
  async #wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}

const SLOW: ReadonlySet<Operation> = new Set(['add_vantage', 'drop_vantage', 'query']);

function isSlow(op: Operation, fields: Readonly<Record<string, unknown>>): boolean {
  return SLOW.has(op) || fields['strategy'] === 'scan';
}

/** What `work` comes to, unless that takes longer than is left of the time of a call. */
async function before<T>(leftMs: number, timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `no connection within the ${timeoutMs} ms of the call`;
    timer = setTimeout(
      () => reject(new ConnectionError('TIMEOUT', message, { outcome: 'none' })),
      Math.min(Math.max(0, leftMs), TIMER_MS_MAX),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
