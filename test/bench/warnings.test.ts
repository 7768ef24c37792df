import { describe, expect, it } from 'vitest';
import { type Circumstances, warningsFor } from '../../bench/warnings.ts';

const GOOD: Circumstances = {
  cores: 2,
  loadBefore: 0.4,
  coreShare: 0.99,
  pagesSwapped: 0,
  built: true,
  watched: false,
};

describe('warningsFor', () => {
  it('has nothing to say of a quiet machine and built code', () => {
    expect(warningsFor(GOOD)).toEqual([]);
    expect(warningsFor({ ...GOOD, pagesSwapped: undefined })).toEqual([]);
  });

  it.each<[Partial<Circumstances>, string]>([
    [{ loadBefore: 1.5 }, 'the machine was busy when the run began, load 1.5 on 2 cores'],
    [{ coreShare: 0.6 }, 'the machine is noisy: a busy loop had a core for 60 % of its time'],
    [{ pagesSwapped: 3 }, 'the machine swapped 3 pages during the run; it has too little memory'],
    [{ built: false }, 'the code ran from source; for numbers to keep run the built command'],
    [{ watched: true }, 'a debugger or a profiler was on'],
  ])('warns of %j', (circumstance, warning) => {
    expect(warningsFor({ ...GOOD, ...circumstance })).toEqual([warning]);
  });
});
