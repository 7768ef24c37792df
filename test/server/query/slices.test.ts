import { expect, it } from 'vitest';
import { Slices } from '../../../server/query/slices.ts';

it('gives one slice a turn of the event loop, in the order of those who wait', async () => {
  const slices = new Slices();
  const given: string[] = [];
  const turns: number[] = [];
  const wait = async (name: string): Promise<void> => {
    await slices.next();
    given.push(name);
    await slices.next();
    given.push(name);
  };
  const all = Promise.all(['a', 'b', 'c'].map(wait));

  for (let turn = 0; turn < 12; turn += 1) {
    const before = given.length;
    await new Promise(setImmediate);
    turns.push(given.length - before);
  }
  await all;

  expect(given).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  expect(Math.max(...turns)).toBe(1);
});
