import { describe, expect, it } from 'vitest';
import type { Cell } from '../../bench/index.ts';
import { evaluateTargets, type Target, targetsFor } from '../../bench/targets.ts';

const TARGET: Target = {
  suite: 'engines',
  name: 'a over b',
  judged: { competitor: 'a', workload: 'get' },
  baseline: { competitor: 'b', workload: 'get' },
  statistic: 'p50',
  bound: 'at most',
  limit: 2,
  aim: 1,
};

function cell(competitor: string, p50: number, n = 10): Cell {
  return {
    suite: 'engines',
    competitor,
    workload: 'get',
    n,
    unit: 'ns per operation',
    operationsPerSample: 1,
    samples: 3,
    p50,
    p50Interval: [p50, p50],
    p90: p50 * 2,
    p95: p50 * 2,
    p99: p50 ** 2,
    p999: p50 ** 3,
    worst: p50 ** 4,
    raw: [],
    checksum: 1,
  };
}

describe('evaluateTargets', () => {
  it('divides the judged cell by the baseline', () => {
    const { suite, name, bound, limit, aim } = TARGET;
    expect(evaluateTargets([TARGET], [cell('b', 2), cell('a', 3)])).toEqual([
      { suite, name, bound, limit, aim, value: 1.5, met: true },
    ]);
  });

  it.each<[Target['bound'], number, boolean]>([
    ['at most', 4, true],
    ['at most', 4.1, false],
    ['at least', 4, true],
    ['at least', 3.9, false],
  ])('holds %s 2 against %d over 2: %s', (bound, judged, met) => {
    const [result] = evaluateTargets([{ ...TARGET, bound }], [cell('a', judged), cell('b', 2)]);
    expect(result?.met).toBe(met);
  });

  it('compares the statistic that is asked for', () => {
    const target: Target = { ...TARGET, statistic: 'p99' };
    const [result] = evaluateTargets([target], [cell('a', 6), cell('b', 2)]);
    expect(result?.value).toBe(9);
  });

  it('compares cells of one n only, the greatest that both have', () => {
    const cells = [cell('a', 1, 10), cell('b', 1, 10), cell('a', 3, 100), cell('b', 2, 100)];
    expect(evaluateTargets([TARGET], [...cells, cell('a', 99, 1000)])[0]?.value).toBe(1.5);
    expect(evaluateTargets([TARGET], [cell('a', 1, 10), cell('b', 1, 100)])).toEqual([]);
  });

  it('takes a cell as it is where there is nothing to divide it by', () => {
    const counted: Target = { ...TARGET, baseline: undefined };
    expect(evaluateTargets([counted], [cell('a', 2)])[0]).toMatchObject({ value: 2, met: true });
    expect(evaluateTargets([counted], [cell('a', 3)])[0]).toMatchObject({ value: 3, met: false });
  });

  it('divides cells of two workloads where it is told to', () => {
    const across: Target = { ...TARGET, baseline: { competitor: 'b', workload: 'view' } };
    const cells = [cell('a', 4), cell('b', 1), { ...cell('b', 2), workload: 'view' }];
    expect(evaluateTargets([across], cells)[0]?.value).toBe(2);
  });

  it('says why it judges nothing where the baseline is too small to mean anything', () => {
    const reason = 'the disk does not sync';
    const target: Target = { ...TARGET, baselineLeast: { value: 5, reason } };
    const [result] = evaluateTargets([target], [cell('a', 1), cell('b', 4.9)]);
    expect(result).toMatchObject({ value: undefined, met: undefined, reason });
    expect(evaluateTargets([target], [cell('a', 5), cell('b', 5)])[0]).toMatchObject({ value: 1 });
  });

  it('judges the cells of its n where it has one', () => {
    const target: Target = { ...TARGET, n: 10 };
    const cells = [cell('a', 1, 10), cell('b', 1, 10), cell('a', 3, 100), cell('b', 2, 100)];
    expect(evaluateTargets([target], cells)[0]?.value).toBe(1);
    expect(evaluateTargets([{ ...TARGET, n: 50 }], cells)).toEqual([]);
  });

  it('compares the worst where it is told to', () => {
    const target: Target = { ...TARGET, statistic: 'worst', baseline: undefined };
    expect(evaluateTargets([target], [cell('a', 2)])[0]?.value).toBe(16);
  });

  it('gives no result for what was not measured', () => {
    expect(evaluateTargets([TARGET], [cell('a', 1)])).toEqual([]);
    const elsewhere = { ...cell('b', 1), suite: 'server' } as const;
    expect(evaluateTargets([TARGET], [cell('a', 1), elsewhere])).toEqual([]);
  });
});

describe('targetsFor', () => {
  const targets = targetsFor(['red-black', 'unbalanced']);

  it('names each target of a suite once', () => {
    expect(new Set(targets.map(({ suite, name }) => `${suite}: ${name}`)).size).toBe(
      targets.length,
    );
    expect(targets.length).toBeGreaterThan(4);
  });

  it('aims at no less than the limit', () => {
    for (const { bound, limit, aim = limit } of targets) {
      if (bound === 'at most') expect(aim).toBeLessThanOrEqual(limit);
      else expect(aim).toBeGreaterThanOrEqual(limit);
    }
  });
});
