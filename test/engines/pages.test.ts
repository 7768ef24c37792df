import { describe, expect, it } from 'vitest';
import { KIND, TEMPORARY_PAGE } from '../../engines/storage/layout.ts';
import { Pages } from '../../engines/storage/pages.ts';

const full = expect.objectContaining({ name: 'EngineError', code: 'FULL' }) as Error;

/** The pages of a file that has `left` numbers for pages left. */
const pagesWith = (left: number): Pages =>
  new Pages({ nextPage: TEMPORARY_PAGE - left, cacheBytes: 2 ** 16, load: undefined });

describe('a file that has as many pages as it can have', () => {
  it('is full when the last number is given away', () => {
    const pages = pagesWith(1);

    expect(pages.allocate(KIND.nodes)).toBe(TEMPORARY_PAGE - 1);
    expect(() => pages.allocate(KIND.nodes)).toThrow(full);
    expect(() => pages.allocate(KIND.payload)).toThrow(full);
    expect(pages.nextPage).toBe(TEMPORARY_PAGE);
  });

  it('refuses a run that does not fit, and takes a shorter one', () => {
    const pages = pagesWith(10);

    expect(() => pages.reserve(11)).toThrow(full);
    expect(pages.reserve(9)).toBe(TEMPORARY_PAGE - 10);
    expect(() => pages.reserve(1)).toThrow(full);
    expect(pages.nextPage).toBe(TEMPORARY_PAGE - 1);
  });
});
