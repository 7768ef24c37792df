import { describe, expect, it } from 'vitest';
import { type BenchReport, type Cell, renderTable, runBench } from '../../../../bench/index.ts';
import { SEARCH_PLANS, type SearchCase } from '../../../../bench/suites/search/plan.ts';
import { targetsFor } from '../../../../bench/targets.ts';

const STRATEGIES = ['scan', 'auto', 'filter', 'shell', 'ball'];

describe('the search suite', () => {
  it('gives every figure that targets are about, for answers that equal those of a scan', async () => {
    const report = await runBench({ suites: ['search'], size: 'smoke' });
    const { cells, skips } = report;
    const named = (workload: string, n?: number): readonly Cell[] =>
      cells.filter((cell) => cell.workload === workload && (n === undefined || cell.n === n));
    const one = (workload: string, n: number, competitor = 'auto'): Cell =>
      named(workload, n).find((cell) => cell.competitor === competitor)!;

    for (const workload of ['bumps, γ 1', 'walks, γ 10', 'light curves, γ 10', 'noise, γ 50']) {
      for (const k of [1, 10]) {
        const compared = named(`${workload}, ${k}-NN`);
        const frozen = workload.startsWith('noise') ? [] : ['frozen scan'];
        expect(new Set(compared.map(({ competitor }) => competitor))).toEqual(
          new Set([...frozen, ...STRATEGIES]),
        );
        for (const { unit, p50 } of compared) {
          expect(unit).toBe('ms');
          expect(p50).toBeGreaterThan(0);
        }
        for (const share of named(`computed, ${workload}, ${k}-NN`)) {
          expect(share.unit).toBe('% of the collection');
          expect(share.p50).toBeGreaterThan(0);
          expect(share.worst).toBeLessThanOrEqual(100);
          expect(share.note).toMatch(/^besides \d+ distances a query to vantage points$/);
        }
      }
      expect(named(`${workload}, 1-NN by id`).length).toBeGreaterThan(0);
    }
    // Pruning prunes, where there is something to prune.
    expect(one('computed, mean by draw, bumps, γ 1, 1-NN', 600, 'filter').worst).toBeLessThan(20);
    expect(one('bumps, γ 1, 1-NN', 600)).toMatchObject({ samples: 12 });
    expect(one('bumps, γ 1, 1-NN', 600, 'scan')).toMatchObject({ samples: 2 });

    for (const statistic of ['p50', 'p95']) {
      const over = one(`${statistic} over scan by draw, bumps, γ 1, 1-NN`, 600);
      expect(over).toMatchObject({ unit: 'times', samples: 2 });
      expect(over.p50).toBeGreaterThan(0);
    }
    const byDraw = (n: number): Cell => one('p50 by draw, bumps, γ 1, 1-NN', n);
    const growth = one('growth of p50 from 300 to 600, bumps, γ 1, 1-NN', 600);
    expect(growth.p50).toBeCloseTo(byDraw(600).p50 / byDraw(300).p50, 9);
    expect(growth.worst).toBeCloseTo(byDraw(600).worst / byDraw(300).p50, 9);
    const inserted = one('p50 after 50 single inserts over compacted, bumps, γ 1, 1-NN', 300);
    expect(inserted.p50).toBeGreaterThan(0);
    expect(named('p50 of 10-NN over 1-NN by draw, bumps, γ 1', 600)).toHaveLength(1);

    const every = named('p50 over scan, every case')[0]!;
    expect(every.worst).toBeGreaterThanOrEqual(every.p50);
    expect(every.note).toMatch(/^the worst case is .+, γ \d+, 10?-NN, n \d+$/);

    const recalls = named('recall, every case');
    expect(new Set(recalls.map(({ competitor }) => competitor))).toEqual(
      new Set(['frozen scan', ...STRATEGIES]),
    );
    for (const { worst } of recalls) expect(worst).toBe(100);

    for (const count of [0, 3]) {
      const workload = `bumps, γ 10, 1-NN, ${count} vantage points`;
      const timed = named(workload, 250).map(({ competitor }) => competitor);
      expect(timed).toEqual(STRATEGIES);
      const shares = named(`computed, ${workload}`, 250).map(({ competitor }) => competitor);
      expect(shares).toEqual(STRATEGIES.slice(1));
    }

    checkPeers(report);
    checkTargets(report);
    const absent = skips.filter(({ competitor }) => competitor === 'all');
    for (const { workload, reason } of absent) expect(`${workload}: ${reason}`).toMatch('SKIP');
    expect(renderTable(report)).toMatch(
      /search, p50 ms +scan +auto .*\n +bumps, γ 1, 1-NN, n 300 /,
    );
  });
});

/** Every peer has cells, or is listed with a reason. */
function checkPeers({ cells, skips }: BenchReport): void {
  const compared = cells.filter(({ workload }) => workload === 'beside peers, bumps, γ 1, 10-NN');
  const names = compared.map(({ competitor }) => competitor);
  expect(names.slice(0, 4)).toEqual(['frozen scan', 'scan', 'auto', 'ball']);
  expect(new Set(compared.map(({ checksum }) => checksum)).size).toBe(1);
  for (const { worst } of cells.filter(({ workload }) => workload.startsWith('computed, beside'))) {
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThanOrEqual(100);
  }
  for (const name of ['fft.js', 'vptree', 'numpy']) {
    const skip = skips.find(({ competitor }) => competitor === name);
    if (skip === undefined) expect(names).toContain(name);
    else expect(skip.reason).toMatch(/^SKIP: it cannot be used: .+; to install it: /);
  }
}

const TARGETS = targetsFor(['red-black']).filter(({ suite }) => suite === 'search');

function general(workload: string): string {
  return workload.replace('best-shift', 'γ').replaceAll(/\d+/g, '#').replace('γ #', 'γ');
}

/** Every target is about a cell of this name, under some measure and of some size. */
function checkTargets({ cells, skips }: BenchReport): void {
  const names = new Set(
    cells.map(({ competitor, workload }) => `${competitor} ${general(workload)}`),
  );
  expect(TARGETS.length).toBeGreaterThan(20);
  for (const { judged } of TARGETS) {
    if (skips.some(({ workload }) => judged.workload.includes(workload))) continue;
    expect(names).toContain(`${judged.competitor} ${general(judged.workload)}`);
  }
}

/** Whether a workload is of the collection and the measure of a case. */
function isAbout(workload: string, { collection, measure }: SearchCase): boolean {
  return `${workload},`.includes(`${collection}, ${measure},`);
}

describe('the full plan of the search suite', () => {
  it('has the case of every target that names one', () => {
    const { cases, growth, inserts, selectivity } = SEARCH_PLANS.full;
    expect(growth).toEqual([100_000, 1_000_000]);
    expect(inserts.singles).toBe(100_000);
    for (const { judged, n, name } of TARGETS) {
      if (n === undefined) continue;
      const filtered = judged.workload.includes('every filter') && selectivity.n === n;
      const found = cases.some((one) => one.n === n && isAbout(judged.workload, one));
      expect(found || filtered, name).toBe(true);
    }
  });

  it('has five draws and a thousand queries wherever a target is about draws of bumps', () => {
    for (const { n, judged } of TARGETS) {
      if (n === undefined || n < 10_000 || !judged.workload.includes('by draw, bumps')) continue;
      const named = SEARCH_PLANS.full.cases.filter(
        (one) => one.n === n && isAbout(judged.workload, one),
      );
      expect(named).toEqual([expect.objectContaining({ draws: 5, queries: 1_000 })]);
    }
  });
});
