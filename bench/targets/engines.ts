import type { Line } from './line.ts';

const RB = 'red-black';

/** What two engines and their peers are held to; see the suite for the workloads. */
export const ENGINES: readonly Line[] = [
  { of: RB, on: 'readrandom, inserted', over: 'lmdb', limit: 1.1, aim: 0.8 },
  { of: RB, on: 'readrandom, in commits', over: 'lmdb', limit: 1.1, aim: 0.8 },
  { of: RB, on: 'readrandom, compacted', over: 'lmdb', limit: 0.75, aim: 0.5 },
  { of: RB, on: 'readrandom, common prefix', over: 'lmdb', limit: 1.2, aim: 0.8 },
  { of: RB, on: 'readseq copied, inserted', over: 'lmdb', limit: 1.2 },
  { of: RB, on: 'readseq copied, compacted', over: 'lmdb', limit: 0.5 },
  // In place, against entries as lmdb usually gives them and against the fastest that it can do.
  {
    of: RB,
    on: 'readseq, inserted',
    over: 'lmdb',
    overOn: 'readseq copied, inserted',
    limit: 0.8,
    aim: 0.5,
  },
  { of: RB, on: 'readseq, inserted', over: 'lmdb', limit: 0.8, aim: 0.5 },
  {
    of: RB,
    on: 'readseq, compacted',
    over: 'lmdb',
    overOn: 'readseq copied, compacted',
    limit: 0.2,
    aim: 0.14,
  },
  { of: RB, on: 'readseq, compacted', over: 'lmdb', limit: 0.2, aim: 0.14 },
  { of: RB, on: 'fillrandom, file', over: 'lmdb', limit: 1, aim: 0.8 },
  {
    of: RB,
    on: 'fillsync',
    over: 'append+fdatasync',
    limit: 1,
    aim: 0.75,
    baselineLeast: { value: 50_000, reason: 'the disk syncs in under 50 µs, or not at all' },
  },
  ...[RB, 'unbalanced'].flatMap((of): readonly Line[] => [
    { of, on: 'syncs of puts at once', limit: 10 },
    { of, on: 'pages read to open', limit: 64 },
    { of, on: 'rangecount, inserted', over: of, overOn: 'readrandom, inserted', limit: 3 },
    { of, on: 'file after compaction', limit: 2.2 },
    {
      of,
      on: 'pages per lookup, 16 × the cache',
      over: of,
      overOn: 'height ÷ 6 + 2, 16 × the cache',
      limit: 1,
    },
  ]),
  { of: RB, on: 'load sorted, file', over: RB, overOn: 'fillseq, file', limit: 0.1 },
  ...['classic-level', 'better-sqlite3'].flatMap((over) =>
    ['readrandom copied, inserted', 'readseq copied, inserted', 'fillrandom, file', 'fillsync'].map(
      (on) => {
        return { of: RB, on, over, limit: 1, aim: 0.5 };
      },
    ),
  ),
  { of: RB, on: 'readrandom, memory', over: 'sorted-btree', limit: 0.3 },
  { of: RB, on: 'readrandom, memory', over: 'sorted-btree-latin1', limit: 0.9 },
  { of: 'unbalanced', on: 'readrandom, inserted', over: RB, limit: 1.5 },
  { of: 'unbalanced', on: 'fillrandom, file', over: RB, limit: 1 },
  // What keeping balance may cost on random keys, and what it has to gain elsewhere.
  { of: RB, on: 'fillrandom, memory', over: 'unbalanced', limit: 2, aim: 1.5 },
  { of: RB, on: 'fillseq, memory', over: 'unbalanced', limit: 0.5, aim: 0.2 },
  { of: RB, on: 'readrandom copied, memory', over: 'unbalanced', limit: 1.1, aim: 0.9 },
];
