import { describe, expect, it } from 'vitest';
import { countOf, formatDistance, formatExact } from '../../../client/output/index.ts';

describe('numbers for people', () => {
  it('gives a distance six significant digits', () => {
    expect(formatDistance(0.22965869279201886)).toBe('0.229659');
    expect(formatDistance(Math.SQRT2)).toBe('1.41421');
    expect(formatDistance(0.5)).toBe('0.500000');
    expect(formatDistance(1.5e-8)).toBe('1.50000e-8');
  });

  it('shows 0 as 0, so that equality is seen', () => {
    expect(formatDistance(0)).toBe('0');
  });

  it('counts things in the singular and the plural', () => {
    expect(countOf(1, 'row')).toBe('1 row');
    expect(countOf(0, 'row')).toBe('0 rows');
    expect(countOf(2_000, 'series', 'series')).toBe('2,000 series');
  });
});

describe('exact numbers', () => {
  it('read back as the same double', () => {
    for (const value of [0.1, -0, 0, 5e-324, Number.MAX_VALUE, 0.1 + 0.2]) {
      expect(Object.is(Number(formatExact(value)), value)).toBe(true);
    }
  });
});
