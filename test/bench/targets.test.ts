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
    p90: p50 * 2,
    p99: p50 ** 2,
    p999: p50 ** 3,
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

  it('gives no result for what was not measured', () => {
    expect(evaluateTargets([TARGET], [cell('a', 1)])).toEqual([]);
    const elsewhere = { ...cell('b', 1), suite: 'server' } as const;
    expect(evaluateTargets([TARGET], [cell('a', 1), elsewhere])).toEqual([]);
  });
});

describe('targetsFor', () => {
  const targets = targetsFor(['red-black', 'unbalanced']);

  it('names each target once', () => {
    expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length);
    expect(targets.length).toBeGreaterThan(4);
  });

  it('aims at no less than the limit', () => {
    for (const { bound, limit, aim } of targets) {
      if (bound === 'at most') expect(aim).toBeLessThanOrEqual(limit);
      else expect(aim).toBeGreaterThanOrEqual(limit);
    }
  });
});
