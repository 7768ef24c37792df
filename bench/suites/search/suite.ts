import type { Skip, SuiteResult } from '../../cell.ts';
import type { SuiteContext } from '../context.ts';
import { reportEveryCase, reportGrowth } from './across.ts';
import { runCase } from './cases.ts';
import { runInserts } from './inserts.ts';
import { type CollectionName, type Material, materialOf } from './material.ts';
import { runPeers } from './peers.ts';
import { SEARCH_PLANS, type SearchCase, type SearchPlan } from './plan.ts';
import type { Run } from './run.ts';
import { runSelectivity } from './selectivity.ts';
import { runVantageCounts } from './vantage-counts.ts';

/**
 * Times exact nearest-neighbour searches by calls in this process, one query at a time, and counts
 * the distances they compute: every strategy and ways from elsewhere, over generated and real
 * collections. Every answer is compared with that of a scan in the same run: recall is 1, with equal
 * distances, or the run fails.
 * @throws BenchError `DISAGREEMENT`.
 * Cost: under a minute in size 'quick' on an idle machine, most of an hour in 'default', and most of a
 * day and some 6 GiB of memory in 'full'.
 */
export async function runSearchSuite(context: SuiteContext): Promise<SuiteResult> {
  const run = begin(context, SEARCH_PLANS[context.size]);
  await runCases(run);
  await runInserts(run);
  await runSelectivity(run);
  await runVantageCounts(run);
  await runPeers(run);
  return { cells: run.cells, skips: run.skips };
}

/**
 * The cases of the suite that are `wanted`, and what is said of them together.
 * @throws BenchError `DISAGREEMENT`.
 */
export async function runSearchCases(
  context: SuiteContext,
  wanted: (one: SearchCase) => boolean,
): Promise<SuiteResult> {
  const plan = SEARCH_PLANS[context.size];
  const run = begin(context, { ...plan, cases: plan.cases.filter(wanted) });
  await runCases(run);
  return { cells: run.cells, skips: run.skips };
}

async function runCases(run: Run): Promise<void> {
  for (const one of run.plan.cases) await runCase(run, one);
  reportEveryCase(run);
  reportGrowth(run);
}

function begin(context: SuiteContext, plan: SearchPlan): Run {
  const skips: Skip[] = [];
  const materials = new Map<CollectionName, Material | undefined>();
  return {
    ...context,
    plan,
    cells: [],
    skips,
    medians: [],
    async material(name) {
      if (materials.has(name)) return materials.get(name);
      const material = await materialOf(name, context.seed);
      const found = typeof material === 'string' ? undefined : material;
      if (typeof material === 'string') {
        skips.push({ suite: 'search', competitor: 'all', workload: name, reason: material });
      }
      materials.set(name, found);
      return found;
    },
  };
}
