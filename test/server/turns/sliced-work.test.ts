import { expect, it } from 'vitest';
import { SlicedWork } from '../../../server/turns/sliced-work.ts';
import { TurnAllowance } from '../../../server/turns/turn-allowance.ts';

it('goes round among those that share an allowance, one slice of a turn each', async () => {
  const allowance = new TurnAllowance(1000);
  const slices: string[] = [];
  const compute = async (name: string): Promise<void> => {
    const work = new SlicedWork(allowance, {});
    await work.begin();
    for (let slice = 0; slice < 4; slice += 1) {
      slices.push(name);
      while (!work.isOver);
      if (slice < 3) await work.nextSlice();
    }
    work.end();
  };
  await Promise.all(['a', 'b', 'c'].map(compute));

  expect(slices.join('')).toBe('abcabcabcabc');
});

it('leaves what it did not need to others of the same turn', async () => {
  const allowance = new TurnAllowance(1000);
  const first = new SlicedWork(allowance, {});
  await first.begin();
  expect(allowance.isSpent).toBe(true);
  first.end();

  expect(allowance.isSpent).toBe(false);
});

it('does not begin for those who do not wait any more', async () => {
  const allowance = new TurnAllowance(1000);
  const gone = new SlicedWork(allowance, { signal: AbortSignal.abort(new Error('gone')) });
  await expect(gone.begin()).rejects.toThrow('gone');
  gone.end();
  const late = new SlicedWork(allowance, { until: performance.now() });
  await expect(late.begin()).rejects.toMatchObject({ code: 'TIMEOUT' });
});
