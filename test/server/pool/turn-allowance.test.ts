import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { TurnAllowance } from '../../../server/pool/turn-allowance.ts';

it('gives what a turn has, and as much again in the next one', async () => {
  const allowance = new TurnAllowance(100);

  expect(allowance.take(60)).toBe(true);
  expect(allowance.take(50)).toBe(false);
  expect(allowance.take(40)).toBe(true);
  await Promise.resolve();
  expect(allowance.take(1)).toBe(false);
  await nextTurn();
  await nextTurn();
  expect(allowance.take(100)).toBe(true);
  expect(allowance.take(1)).toBe(false);
});
