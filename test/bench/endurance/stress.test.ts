import { expect, it } from 'vitest';
import { type Finding, stress } from '../../../bench/endurance/stress/index.ts';

it('a server that is treated badly answers all it can, and nothing is left of it', async () => {
  const findings: Finding[] = [];
  await stress({
    size: 'tiny',
    seed: 1,
    now: () => performance.now(),
    onFinding: (finding) => findings.push(finding),
  });
  // What is about time depends on the machine.
  const judged = findings.filter(({ limit }) => !limit.includes(' ms') && !limit.includes('%'));
  expect(judged.map(({ rule, isMet }) => [rule.slice(0, 3), isMet])).toEqual([
    ['S1 ', true],
    ['S7 ', true],
    ['W5 ', true],
    ['S8 ', true],
    ['X13', true],
    ['S9 ', undefined],
  ]);
  const left = findings.find(({ rule }) => rule.startsWith('S8 200'));
  expect(left?.seen).toMatch(/^0 connections and -?0 handles left/);
});
