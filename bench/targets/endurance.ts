import type { Line } from './line.ts';

/** What a script that takes long holds each engine to. */
export const memory = (of: string): readonly Line[] => [
  { of, on: 'resident growth per byte of cache', limit: 1.5 },
];

/** What random overwrites may cost, in a short run of the suite as in a long one of a script. */
export const overwrites = (of: string): readonly Line[] => [
  { of, on: 'overwrites, file per 3 × live + 64 MiB', limit: 1 },
  { of, on: 'overwrites, longest stall', limit: 50 },
];

/** What durable inserts of one series each have to reach through a server, in a script. */
export const inserts = (of: string): readonly Line[] => [
  { of, on: 'durable inserts, 64 clients, rate', bound: 'at least', limit: 2_000, aim: 10_000 },
  { of, on: 'inserts, file per 3 × live + 64 MiB', limit: 1 },
  {
    of,
    on: 'query while compacting',
    over: of,
    overOn: 'query beside inserts',
    statistic: 'p99',
    limit: 2,
  },
];
