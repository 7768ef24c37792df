import { describe, expect, it } from 'vitest';
import { type Cell, countedCell } from '../../../bench/cell.ts';
import { headlineOf, shownAlone } from '../../../bench/index.ts';
import { FIXED_REPORT } from './fixed-report.ts';

/** The headline of a run in which every competitor took these medians, in ms, by workload. */
function headline(medians: Readonly<Record<string, readonly number[]>>): string {
  const cells = Object.entries(medians).flatMap(([competitor, all]): readonly Cell[] =>
    all.map((ms, index) => {
      const place = { suite: 'engines', competitor, workload: `work ${index}`, n: 1 } as const;
      const samples = [0.99, 1, 1.01].map((factor) => factor * ms);
      return countedCell(samples, { ...place, unit: 'ms', checksum: 1, note: undefined });
    }),
  );
  return headlineOf(shownAlone({ ...FIXED_REPORT, cells })).title;
}

describe('headlineOf', () => {
  it('speaks of the one of two that is faster more often, and counts what is not clear', () => {
    expect(headline({ old: [10, 10, 10], new: [5, 5, 10.1] })).toBe(
      'engines: new is faster than old on 2 of 3 workloads, no clear difference on 1; ' +
        'at the median 2.00 times faster',
    );
    expect(headline({ old: [10, 10, 10], new: [20, 20, 5] })).toBe(
      'engines: old is faster than new on 2 of 3 workloads, slower on 1; ' +
        'at the median 2.00 times faster',
    );
    expect(headline({ old: [10], new: [10.1] })).toBe(
      'engines: no clear difference between new and old on 1 workload',
    );
  });

  it('says of several who is ahead of all others', () => {
    expect(headline({ a: [10, 10, 10], b: [5, 10, 20], c: [20, 20, 9] })).toBe(
      'engines: b is clearly the fastest on 1 of 3 workloads, c on 1; on 1 nobody is',
    );
  });

  it('says so where nobody is, and who is furthest apart', () => {
    expect(headline({ a: [10, 10], b: [5, 5], c: [5, 5] })).toBe(
      'engines: on 2 of 2 workloads nobody is clearly the fastest; furthest apart, ' +
        'b is faster than a on 2 of 2 workloads; at the median 2.00 times faster',
    );
  });
});
