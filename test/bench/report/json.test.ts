import { describe, expect, it } from 'vitest';
import { type BenchReport, renderJson } from '../../../bench/index.ts';
import { FIXED_REPORT } from './fixed-report.ts';

describe('renderJson', () => {
  it('gives the whole report back', () => {
    const { format, units, ...report } = JSON.parse(renderJson(FIXED_REPORT)) as BenchReport & {
      readonly format: number;
      readonly units: unknown;
    };
    const none = { value: null, aim: null, met: null };
    expect(report).toEqual({
      ...FIXED_REPORT,
      targets: [...FIXED_REPORT.targets.slice(0, 2), { ...FIXED_REPORT.targets[2], ...none }],
    });
    expect(format).toBe(1);
    expect(units).toMatchObject({ ms: { short: 'ms', better: 'lower' } });
  });

  it('is one document that ends in a newline', () => {
    expect(renderJson(FIXED_REPORT).endsWith('}\n')).toBe(true);
  });
});
