/**
 * Searches a million generated series, and a tenth of them for how times grow, one query at a time:
 * the medians of five draws of the vantage points, each answer compared with that of a scan. Exit
 * code 1 when a figure is over its limit. Most of an hour, and up to 18 GiB of memory.
 *
 *     npm run million -- [--seed 1] [--json]
 */
import { parseArgs } from 'node:util';
import { lookAround } from '../environment.ts';
import { runSearchCases } from '../suites/search/suite.ts';
import { numberFrom, report } from './report.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const surroundings = await lookAround(new Date());
const seed = numberFrom(values.seed, 1);
const result = await runSearchCases(
  {
    size: 'full',
    seed,
    contenders: [],
    now: () => performance.now(),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  },
  ({ collection, measure, n }) =>
    collection === 'bumps' && measure === 'γ 1' && [100_000, 1_000_000].includes(n),
);
const run = {
  suite: 'search',
  seed,
  engine: 'red-black',
  json: values.json,
  surroundings,
} as const;
if (!(await report(result, run))) process.exitCode = 1;
