import { describe, expect, it } from 'vitest';
import { type Cell, countedCell, type Unit } from '../../../bench/cell.ts';
import { verdictOn } from '../../../bench/report/verdict.ts';

function cellOf(samples: readonly number[], unit: Unit = 'ms'): Cell {
  const place = { suite: 'engines', competitor: 'one', workload: 'get', n: 1 } as const;
  return countedCell(samples, { ...place, unit, checksum: 1, note: undefined });
}

describe('verdictOn', () => {
  it('tells of a difference only where the intervals have nothing in common', () => {
    const baseline = cellOf([10, 11, 12]);
    expect(verdictOn(cellOf([4, 5, 6]), baseline)).toEqual({
      tag: 'better',
      factor: 2.2,
      interval: [10 / 6, 3],
    });
    expect(verdictOn(cellOf([20, 22, 24]), baseline)).toMatchObject({ tag: 'worse', factor: 0.5 });
    expect(verdictOn(cellOf([5, 6, 10]), baseline).tag).toBe('unclear');
    expect(verdictOn(baseline, baseline)).toMatchObject({ tag: 'unclear', factor: 1 });
  });

  it('knows that a rate is the better the higher it is', () => {
    const unit = 'queries per second';
    const verdict = verdictOn(cellOf([40, 50, 60], unit), cellOf([10, 10, 10], unit));
    expect(verdict).toEqual({ tag: 'better', factor: 5, interval: [4, 6] });
  });

  it('does not trust a time of fewer than three samples, but a count', () => {
    expect(verdictOn(cellOf([1, 1]), cellOf([9, 9, 9])).tag).toBe('unclear');
    expect(verdictOn(cellOf([1], 'nodes'), cellOf([9], 'nodes')).tag).toBe('better');
    expect(verdictOn(cellOf([9], 'nodes'), cellOf([9], 'nodes')).tag).toBe('unclear');
  });
});
