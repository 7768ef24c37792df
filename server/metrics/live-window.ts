import { LoopDelay } from './loop-delay.ts';

/** Seconds that a window remembers. */
const SECONDS = 120;
const SECOND_MS = 1_000;
/** Latencies of a second that are kept for its percentiles; of more, the last ones. */
const LATENCIES_MAX = 4_096;

/** What a server did in one second. */
export interface LiveSecond {
  /** Number of the second since the window was opened, from 1. */
  readonly second: number;
  /** Requests answered. */
  readonly requests: number;
  /** Milliseconds from request to answer; 0 without any. */
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  /** Milliseconds that timers were late. */
  readonly delayMs: { readonly p50: number; readonly max: number };
  /** Tasks that threads have, and that wait for one; both 0 where there is no pool. */
  readonly running: number;
  readonly waiting: number;
  /** Clients that are connected. */
  readonly connections: number;
}

/** What is looked at once a second. */
export type Look = () => Pick<LiveSecond, 'running' | 'waiting' | 'connections'>;

/**
 * The last two minutes of a server, second by second, the same for all who look.
 */
export class LiveWindow {
  readonly #look: Look;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #loopDelay: LoopDelay;
  /** Of this second. */
  #delaysMs: number[] = [];
  readonly #latencies: Float64Array = new Float64Array(LATENCIES_MAX);
  readonly #seconds: LiveSecond[] = [];
  #requests = 0;
  #second = 0;

  constructor(look: Look) {
    this.#look = look;
    this.#loopDelay = new LoopDelay((ms) => this.#delaysMs.push(ms));
    this.#timer = setInterval(() => this.tick(), SECOND_MS);
    this.#timer.unref();
  }

  /** Counts a request that was answered after `ms`. */
  answered(ms: number): void {
    this.#latencies[this.#requests % LATENCIES_MAX] = ms;
    this.#requests += 1;
  }

  /** Ends a second; the window does it by itself. */
  tick(): void {
    const requests = this.#requests;
    const kept = this.#latencies.slice(0, Math.min(requests, LATENCIES_MAX)).toSorted();
    const latencyMs = { p50: share(kept, 0.5), p99: share(kept, 0.99) };
    this.#second += 1;
    const delays = Float64Array.from(this.#delaysMs).toSorted();
    const delayMs = { p50: share(delays, 0.5), max: delays.at(-1) ?? 0 };
    this.#seconds.push({ second: this.#second, requests, latencyMs, delayMs, ...this.#look() });
    if (this.#seconds.length > SECONDS) this.#seconds.shift();
    this.#requests = 0;
    this.#delaysMs = [];
  }

  /** The seconds that are remembered and come behind `second`, in order. */
  since(second: number): readonly LiveSecond[] {
    return this.#seconds.filter((one) => one.second > second);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#loopDelay.close();
  }
}

/** The value that a share of the sorted values do not exceed; 0 of none. */
function share(sorted: Float64Array, of: number): number {
  return sorted[Math.max(0, Math.ceil(of * sorted.length) - 1)] ?? 0;
}
