import type { Line } from './line.ts';

/**
 * What a pool has to be good for, on two cores: one thread for each of them answers more, and one
 * thread, which leaves a core to the event loop, lets nobody wait for the distances of others.
 */
export const servers = (engine: string): readonly Line[] => [
  {
    of: `${engine} pooled 2`,
    on: 'throughput, scan, 8 clients',
    over: `${engine} inline`,
    bound: 'at least',
    limit: 1.5,
    aim: 1.85,
  },
  {
    of: `${engine} pooled 1`,
    on: 'ping beside scan, 8 clients',
    over: `${engine} inline`,
    statistic: 'p99',
    limit: 1 / 20,
    aim: 1 / 50,
  },
  { of: `${engine} pooled 1`, on: 'ping beside scan, 8 clients', statistic: 'p99', limit: 10 },
];

/** What the server itself costs: over the same bytes sent back, and over the same search called. */
export const WIRE: readonly Line[] = [
  {
    of: 'vantage',
    on: 'pings, 1 at a time',
    over: 'node:net echo',
    bound: 'at least',
    limit: 0.8,
  },
  { of: 'vantage', on: 'pings, 64 at a time', bound: 'at least', limit: 200_000 },
  { of: 'vantage', on: 'idle connection', limit: 16 * 1024 },
  {
    of: 'served to 64 connections',
    on: 'with_id, 5-NN',
    over: 'called in process',
    bound: 'at least',
    limit: 0.7,
  },
];
