import { describe, expect, it } from 'vitest';
import type { Unit } from '../../../bench/cell.ts';
import { judge } from '../../../bench/compare/judge.ts';
import { differencesIn, type Launch } from '../../../bench/compare/launch.ts';
import { launchOf, noisyLaunches } from './fixed-launch.ts';

const EFFECT = { effectLeast: 0.05 };
const CELLS = 60;
const RATE = 'queries per second';

function slowInThree(cell: number): number {
  return cell % 20 === 7 ? 1.2 : 1;
}

/** Ten launches that hardly differ. */
function steady(median: number, unit: Unit = 'ns per operation'): readonly Launch[] {
  return Array.from({ length: 10 }, (_, index) => {
    const launch = launchOf({ a: median + index / 1e3 });
    return { ...launch, cells: launch.cells.map((cell) => Object.assign({}, cell, { unit })) };
  });
}

describe('judge', () => {
  it('raises an alarm in at most one of twenty comparisons of the same code', () => {
    let alarms = 0;
    for (let seed = 0; seed < 120; seed += 2) {
      const sides = [seed, seed + 1].map((own) => noisyLaunches(10, { cells: CELLS, seed: own }));
      const { judged } = judge(sides[0]!, sides[1]!, EFFECT);
      expect(judged).toHaveLength(CELLS);
      if (judged.some(({ verdict }) => verdict !== 'same')) alarms += 1;
    }
    expect(alarms).toBeLessThanOrEqual(60 / 20);
  });

  it('finds each cell that takes a fifth more, and calls no other worse', () => {
    const base = noisyLaunches(20, { cells: CELLS, seed: 1 });
    const head = noisyLaunches(20, { cells: CELLS, seed: 2, factor: slowInThree });
    const worse = judge(base, head, EFFECT).judged.filter(({ verdict }) => verdict === 'worse');
    expect(worse.map(({ competitor }) => competitor)).toEqual(['cell 7', 'cell 27', 'cell 47']);
    for (const { ratio } of worse) expect(Math.abs(ratio - 1.2)).toBeLessThan(0.1);
    const back = judge(head, base, EFFECT).judged.filter(({ verdict }) => verdict === 'better');
    expect(back.map(({ competitor }) => competitor)).toEqual(['cell 7', 'cell 27', 'cell 47']);
  });

  it('takes a difference below the least effect for none, however sure it is', () => {
    const [found] = judge(steady(1_000), steady(1_040), EFFECT).judged;
    expect(found).toMatchObject({ verdict: 'same' });
    expect(found!.chance).toBeLessThan(1e-4);
    const [finer] = judge(steady(1_000), steady(1_040), { effectLeast: 0.03 }).judged;
    expect(finer).toMatchObject({ verdict: 'worse' });
  });

  it('knows that a rate which falls is a loss', () => {
    expect(judge(steady(100, RATE), steady(80, RATE), EFFECT).judged[0]!.verdict).toBe('worse');
    expect(judge(steady(80, RATE), steady(100, RATE), EFFECT).judged[0]!.verdict).toBe('better');
  });

  it('judges no share of time, and no ratio to nothing', () => {
    expect(judge(steady(1, '% of the time'), steady(9, '% of the time'), EFFECT)).toEqual({
      judged: [],
      unjudged: [],
    });
    const none = Array.from({ length: 10 }, () => launchOf({ a: 0 }));
    expect(judge(none, steady(9), EFFECT)).toMatchObject({
      judged: [],
      unjudged: [{ competitor: 'a', reason: 'the base has none of it: no ratio' }],
    });
    expect(judge(none, none, EFFECT).judged).toMatchObject([{ ratio: 1, verdict: 'same' }]);
  });

  it('finds no less for what is counted besides, the same in every launch', () => {
    const constants = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, cell) => [`constant ${cell}`, 1]),
    );
    const side = (slower: number): readonly Launch[] =>
      Array.from({ length: 10 }, (_, index) => launchOf({ ...constants, a: slower + index }));
    const { judged } = judge(side(1_000), side(1_200), EFFECT);
    expect(judged).toHaveLength(10_001);
    expect(judged.filter(({ verdict }) => verdict !== 'same')).toMatchObject([
      { competitor: 'a', verdict: 'worse' },
    ]);
  });

  it('does not judge what one side lacks, or where other work was done', () => {
    const base = [launchOf({ a: 1, b: 1 }), launchOf({ a: 1, b: 1 })];
    const head = [launchOf({ a: 1, c: 1 }), launchOf({ c: 1 })];
    const { judged, unjudged } = judge(base, head, EFFECT);
    expect(judged).toEqual([]);
    expect(unjudged.map(({ competitor, reason }) => `${competitor}: ${reason}`).toSorted()).toEqual(
      ['a: not every launch has it', 'b: only the base has it', 'c: only the head has it'],
    );
    const other = judge([launchOf({ a: 1 }, 1)], [launchOf({ a: 1 }, 2)], EFFECT);
    expect(other.unjudged[0]!.reason).toContain('checksums differ');
  });
});

describe('differencesIn', () => {
  it('finds none in launches of one machine, at other times and of other commits', () => {
    const launch = launchOf({ a: 1 });
    const environment = { ...launch.environment, commit: 'other', started: 'later' };
    expect(differencesIn([launch, { ...launch, environment }])).toEqual([]);
  });

  it('names what differs', () => {
    const launch = launchOf({ a: 1 });
    const environment = { ...launch.environment, cores: 4, cpu: 'Another' };
    expect(differencesIn([launch, { ...launch, seed: 2, environment }])).toEqual([
      'cpu is Imaginary CPU and Another',
      'cores is 2 and 4',
      'seed is 1 and 2',
    ]);
  });
});
