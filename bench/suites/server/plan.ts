import type { Size } from '../../cell.ts';

/** Where a server computes distances. */
export interface ServerMode {
  readonly name: string;
  /** What tells `vantage serve` so. */
  readonly arguments: readonly string[];
}

const INLINE: ServerMode = { name: 'inline', arguments: ['--inline'] };
const POOLED_1: ServerMode = { name: 'pooled 1', arguments: ['--workers', '1'] };
const POOLED_2: ServerMode = { name: 'pooled 2', arguments: ['--workers', '2'] };

/** How much the server suite does. */
export interface ServerPlan {
  readonly modes: readonly ServerMode[];
  /** Series of the demo collection; more than a query asks for. */
  readonly series: number;
  /** Series of the collection that is searched by id on many connections. */
  readonly seriesById: number;
  /** Different queries, asked round and round. */
  readonly queries: number;
  /** Connections that each ask the next query as soon as the last one is answered: the loads. */
  readonly clients: readonly number[];
  /** Windows of each server and strategy, each a sample of its throughput. */
  readonly windows: number;
  /** Load before a window opens. */
  readonly rampMs: number;
  /** Shortest time that a window is open. */
  readonly windowMs: number;
  /** From one ping to the next. */
  readonly pingEveryMs: number;
  /** Series of the small collections that tell from where on a pool pays, ascending. */
  readonly seriesCrossover: readonly number[];
  /** Connections that do nothing, of one server. */
  readonly idleConnections: number;
  /** Servers that have such, each a sample. */
  readonly idleServers: number;
}

/** Neighbours that every query asks for. */
export const NEIGHBOURS = 5;

const DEFAULT: ServerPlan = {
  modes: [INLINE, POOLED_1, POOLED_2],
  series: 20_000,
  seriesById: 100_000,
  queries: 64,
  clients: [1, 2, 4, 8, 16, 32, 64],
  windows: 7,
  rampMs: 200,
  windowMs: 1_000,
  pingEveryMs: 2,
  seriesCrossover: [25, 50, 100, 200, 400, 800, 1_600],
  idleConnections: 10_000,
  idleServers: 3,
};

export const SERVER_PLANS: Readonly<Record<Size, ServerPlan>> = {
  smoke: {
    modes: [INLINE, POOLED_1],
    series: 60,
    seriesById: 80,
    queries: 4,
    clients: [1, 2],
    windows: 1,
    rampMs: 10,
    windowMs: 50,
    pingEveryMs: 5,
    seriesCrossover: [20, 40],
    idleConnections: 20,
    idleServers: 1,
  },
  quick: {
    modes: [INLINE, POOLED_1, POOLED_2],
    series: 5_000,
    seriesById: 10_000,
    queries: 16,
    clients: [1, 8, 64],
    windows: 3,
    rampMs: 25,
    windowMs: 150,
    pingEveryMs: 2,
    seriesCrossover: [100, 400, 1_600],
    idleConnections: 10_000,
    idleServers: 1,
  },
  default: DEFAULT,
  full: DEFAULT,
};
