import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { TurnAllowance } from '../../../server/turns/turn-allowance.ts';

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

it('wakes those who wait in their order, as far as each turn has time', async () => {
  const allowance = new TurnAllowance(100);
  const woken: string[] = [];
  const wait = (name: string, us: number): (() => void) =>
    allowance.whenRenewed(() => {
      woken.push(name);
      allowance.spend(us);
    });
  allowance.spend(250);
  expect(allowance.isSpent).toBe(true);
  wait('a', 60);
  wait('b', 60);
  const leave = wait('c', 1_000);
  wait('d', 1);
  leave();

  expect(woken).toEqual([]);
  await nextTurn();
  expect(woken).toEqual(['a', 'b']);
  expect(allowance.isSpent).toBe(true);
  await nextTurn();
  expect(woken).toEqual(['a', 'b', 'd']);
  await nextTurn();
  expect(allowance.isSpent).toBe(false);
});
