import type { DatabaseStats } from '../database/index.ts';
import type { AnsweredRequest } from '../events.ts';
import { OPERATIONS, STATUS } from '../protocol/index.ts';
import { Exposition } from './exposition.ts';
import { printDatabase, printProcess } from './gauges.ts';
import { Histogram } from './histogram.ts';
import { LoopDelay } from './loop-delay.ts';

const SECONDS: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];
const SERIES: readonly number[] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
const DELAY_SECONDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10,
];

/** What is asked for when metrics are. */
export interface Now {
  readonly database: DatabaseStats;
  readonly readOnly: boolean;
  readonly draining: boolean;
  /** Clients that are connected. */
  readonly connections: { readonly wire: number; readonly http: number };
  /** Bytes of requests that are arriving, or not yet answered. */
  readonly inputBytes: number;
  /** Bytes of replies that are expected, or not yet taken. */
  readonly outputBytes: number;
}

/** Counts what a server does, and prints it for Prometheus. */
export class ServerMetrics {
  /** By operation, then by status; both are from lists of the code, so there are not many. */
  readonly #requests: Map<string, Map<number, Histogram>> = new Map();
  readonly #distances: Histogram = new Histogram(SERIES);
  readonly #excluded: Histogram = new Histogram(SERIES);
  readonly #delays: Histogram = new Histogram(DELAY_SECONDS);
  readonly #loopDelay: LoopDelay = new LoopDelay((ms) => this.#delays.add(ms / 1000));
  #refused = 0;
  #faults = 0;

  answered({ op, status, ms }: Pick<AnsweredRequest, 'op' | 'status' | 'ms'>): void {
    const opName = op !== null && Object.hasOwn(OPERATIONS, op) ? op : 'unknown';
    let byStatus = this.#requests.get(opName);
    if (byStatus === undefined) {
      byStatus = new Map();
      this.#requests.set(opName, byStatus);
    }
    let seconds = byStatus.get(status);
    if (seconds === undefined) {
      seconds = new Histogram(SECONDS);
      byStatus.set(status, seconds);
    }
    seconds.add(ms / 1000);
  }

  /** Counts a search by its `explain`. */
  searched({ live, distancesComputed }: Readonly<Record<string, unknown>>): void {
    if (typeof live !== 'number' || typeof distancesComputed !== 'number') return;
    this.#distances.add(distancesComputed);
    this.#excluded.add(live - distancesComputed);
  }

  refused(): void {
    this.#refused += 1;
  }

  fault(): void {
    this.#faults += 1;
  }

  /** Everything, as text. Asking changes nothing, so any number may ask. */
  print(now: Now): string {
    const out = new Exposition();
    out.family('vantage_request_seconds', 'histogram', 'Time from request to answer.');
    for (const [op, byStatus] of this.#requests) {
      for (const [status, seconds] of byStatus) {
        seconds.print(out, 'vantage_request_seconds', { op, status: nameOf(status) });
      }
    }
    out.family('vantage_search_distances', 'histogram', 'Distances to stored series, a search.');
    this.#distances.print(out, 'vantage_search_distances');
    out.family(
      'vantage_search_excluded',
      'histogram',
      'Stored series that a search needed no distance of.',
    );
    this.#excluded.print(out, 'vantage_search_excluded');
    out.values('vantage_connections', 'gauge', 'Clients that are connected.', [
      { labels: { transport: 'wire' }, value: now.connections.wire },
      { labels: { transport: 'http' }, value: now.connections.http },
    ]);
    out.values(
      'vantage_input_bytes',
      'gauge',
      'Requests that are arriving, or not yet answered.',
      now.inputBytes,
    );
    out.values(
      'vantage_output_bytes',
      'gauge',
      'Replies that are expected, or not yet taken.',
      now.outputBytes,
    );
    out.values(
      'vantage_refused_total',
      'counter',
      'Clients, and tokens, that were turned away.',
      this.#refused,
    );
    out.values(
      'vantage_faults_total',
      'counter',
      'Errors that clients were not told all of.',
      this.#faults,
    );
    out.values('vantage_read_only', 'gauge', '1 while nothing can be changed.', +now.readOnly);
    out.values('vantage_draining', 'gauge', '1 while the server is stopping.', +now.draining);
    out.family(
      'vantage_event_loop_delay_seconds',
      'histogram',
      'How late a timer was that is due every 10 ms.',
    );
    this.#delays.print(out, 'vantage_event_loop_delay_seconds');
    printDatabase(out, now.database);
    printProcess(out);
    return out.toString();
  }

  /** Stops what it does by itself. */
  close(): void {
    this.#loopDelay.close();
  }
}

function nameOf(status: number): string {
  const found = Object.entries(STATUS).find(([, number]) => number === status);
  return found?.[0] ?? 'unknown';
}
