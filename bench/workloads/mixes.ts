import type { Choice } from './choices.ts';

/** What an operation of a mix does to the entry that is chosen, or to a new one. */
export type Act = 'read' | 'update' | 'insert' | 'scan' | 'modify';

/** Shares of operations, which sum to 1, and how their entries are chosen. */
export interface Mix {
  /** The letter of the workload, A to F. */
  readonly name: string;
  readonly shares: readonly (readonly [act: Act, share: number])[];
  readonly choice: Choice;
}

/** Entries that one scan reads at most; each length from 1 on is as likely. */
export const SCAN_LENGTH_MAX = 100;

const A: Mix['shares'] = [
  ['read', 0.5],
  ['update', 0.5],
];
const B: Mix['shares'] = [
  ['read', 0.95],
  ['update', 0.05],
];
const C: Mix['shares'] = [['read', 1]];
const D: Mix['shares'] = [
  ['read', 0.95],
  ['insert', 0.05],
];
const E: Mix['shares'] = [
  ['scan', 0.95],
  ['insert', 0.05],
];
const F: Mix['shares'] = [
  ['read', 0.5],
  ['modify', 0.5],
];

/**
 * The core workloads of YCSB, each with the choice that it is defined with and, where that is not
 * another by its nature, uniform as well.
 * Source: Cooper et al. 2010, Benchmarking Cloud Serving Systems with YCSB.
 */
export const MIXES: readonly Mix[] = [
  { name: 'A', shares: A, choice: 'zipfian' },
  { name: 'B', shares: B, choice: 'zipfian' },
  { name: 'C', shares: C, choice: 'zipfian' },
  { name: 'D', shares: D, choice: 'latest' },
  { name: 'E', shares: E, choice: 'zipfian' },
  { name: 'F', shares: F, choice: 'zipfian' },
  { name: 'A', shares: A, choice: 'uniform' },
  { name: 'B', shares: B, choice: 'uniform' },
  { name: 'C', shares: C, choice: 'uniform' },
  { name: 'E', shares: E, choice: 'uniform' },
  { name: 'F', shares: F, choice: 'uniform' },
];
