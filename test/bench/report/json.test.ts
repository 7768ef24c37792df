import { describe, expect, it } from 'vitest';
import { type BenchReport, renderJson } from '../../../bench/index.ts';
import { FIXED_REPORT } from './fixed-report.ts';

describe('renderJson', () => {
  it('gives the whole report back', () => {
    const { format, units, ...report } = JSON.parse(renderJson(FIXED_REPORT)) as BenchReport & {
      readonly format: number;
      readonly units: unknown;
    };
    expect(report).toEqual(FIXED_REPORT);
    expect(format).toBe(1);
    expect(units).toMatchObject({ ms: { short: 'ms', better: 'lower' } });
  });

  it('is one document that ends in a newline', () => {
    expect(renderJson(FIXED_REPORT).endsWith('}\n')).toBe(true);
  });
});
