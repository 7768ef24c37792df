import { describe, expect, it } from 'vitest';
import { contend, standStill, succeedTheDead } from '../../props/soak/locks.ts';

const engine = 'red-black';

describe('the writer lock between processes', () => {
  it('has one winner of ten, whose pid the others are told, three times', async () => {
    expect(await contend({ engine, rounds: 3, count: 10 })).toEqual({ rounds: 3, violations: [] });
  });

  it('is missed where nobody takes it', async () => {
    const { violations } = await contend({ engine, rounds: 2, count: 4, unlocked: true });

    expect(violations.length).toBeGreaterThan(0);
  });

  it('goes to the next process as soon as the holder was killed with -9', async () => {
    expect(await succeedTheDead({ engine, rounds: 4 })).toEqual({ rounds: 4, violations: [] });
  });

  it('stays with a holder that is stopped, or busy', async () => {
    expect(await standStill({ engine, rounds: 2 })).toEqual({ rounds: 2, violations: [] });
  });
});
