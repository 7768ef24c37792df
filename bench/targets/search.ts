import type { Line } from './line.ts';

/** What holds for the median of the seeded draws of the vantage points and for the worst of them. */
function draws(line: Omit<Line, 'of' | 'statistic'>): readonly Line[] {
  return [
    { of: 'auto', ...line, statistic: 'p50' },
    { of: 'auto', ...line, statistic: 'worst' },
  ];
}

/** The share of a collection that the bounds leave, whatever the planner would have done. */
function computed(
  of: string,
  shares: Readonly<Record<string, number>>,
  n?: number,
): readonly Line[] {
  return Object.entries(shares).map(([measure, limit]) => {
    const on = `computed, mean by draw, ${of}, ${measure}, 1-NN`;
    return { of: 'filter', on, limit, n };
  });
}

/** What search is held to; every workload names its γ, and ratios are over a scan in the same run. */
export const SEARCH: readonly Line[] = [
  ...draws({ on: 'computed, mean by draw, bumps, γ 1, 1-NN', n: 10_000, limit: 0.6, aim: 0.3 }),
  ...draws({ on: 'computed, mean by draw, bumps, γ 1, 10-NN', n: 10_000, limit: 0.9, aim: 0.5 }),
  ...draws({
    on: 'p50 over scan by draw, bumps, γ 1, 1-NN',
    n: 200_000,
    limit: 1 / 80,
    aim: 1 / 250,
  }),
  ...draws({
    on: 'p50 over scan by draw, bumps, γ 1, 1-NN',
    n: 1_000_000,
    limit: 1 / 100,
    aim: 1 / 300,
  }),
  ...draws({ on: 'p50 by draw, bumps, γ 1, 1-NN', n: 1_000_000, limit: 8, aim: 2 }),
  ...draws({
    on: 'p95 over scan by draw, bumps, γ 1, 1-NN',
    n: 1_000_000,
    limit: 1 / 25,
    aim: 1 / 60,
  }),
  ...draws({
    on: 'p50 of 10-NN over 1-NN by draw, bumps, γ 1',
    n: 200_000,
    limit: 2.5,
    aim: 1.5,
  }),
  ...draws({
    on: 'p50 over scan by draw, walks, γ 1, 1-NN',
    n: 200_000,
    limit: 1 / 25,
    aim: 1 / 60,
  }),
  ...draws({
    on: 'p50 over scan by draw, bumps, γ 10, 1-NN',
    n: 200_000,
    limit: 1 / 6,
    aim: 1 / 15,
  }),
  { of: 'auto', on: 'p50 over scan, every case', statistic: 'worst', limit: 1.2 },
  ...draws({ on: 'growth of p50 from 100000 to 1000000, bumps, γ 1, 1-NN', limit: 8, aim: 5 }),
  {
    of: 'auto',
    on: 'p50 after 100000 single inserts over compacted, bumps, γ 1, 1-NN',
    limit: 2,
    aim: 1.3,
  },
  ...(['p50', 'p95'] as const).map((statistic): Line => {
    const on = `${statistic} over the better plan, every filter`;
    return { of: 'auto', on, statistic: 'worst', n: 100_000, limit: 1.5 };
  }),
  ...computed('GunPoint', { 'γ 1': 2.1, 'γ 10': 2.8, 'γ 50': 7.1, 'best-shift': 2.9 }),
  ...computed('ItalyPowerDemand', { 'γ 1': 0.8, 'γ 10': 6.8, 'γ 50': 42, 'best-shift': 2.7 }),
  ...computed('bumps', { 'γ 1': 0.9, 'γ 10': 14, 'γ 50': 63, 'best-shift': 19 }, 5_000),
  ...computed('walks', { 'γ 1': 6.6, 'γ 10': 72, 'γ 50': 61, 'best-shift': 30 }, 5_000),
];
