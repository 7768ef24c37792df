/**
 * Overwrites random entries for ten minutes while the engine compacts by itself, and prints how
 * large the file grew, the longest stall of the event loop, and commits and reads meanwhile. Exit
 * code 1 when one of them is over its limit.
 *
 *     npm run overwrites -- [--engine red-black] [--seconds 600] [--entries 1000000]
 *                           [--cache-mib 64] [--seed 1] [--json]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadEngine } from '../../engines/index.ts';
import { overwriteCells } from '../endurance/cells.ts';
import { measureOverwrites } from '../endurance/overwrites.ts';
import { lookAround } from '../environment.ts';
import { withScratch } from '../suites/scratch.ts';
import { numberFrom, report } from './report.ts';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'red-black' },
    seconds: { type: 'string' },
    entries: { type: 'string' },
    'cache-mib': { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const surroundings = await lookAround(new Date());
const seed = numberFrom(values.seed, 1);
const entries = numberFrom(values.entries, 1_000_000);
const engine = await loadEngine(values.engine);
const found = await withScratch((folder) =>
  measureOverwrites({
    engine,
    path: join(folder, 'store'),
    durationMs: numberFrom(values.seconds, 600) * 1000,
    entries,
    cacheBytes: numberFrom(values['cache-mib'], 64) * 2 ** 20,
    seed,
    now: () => performance.now(),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  }),
);
const suite = 'overwrites';
const { name, unsupported } = engine.manifest;
const compacts = !unsupported.includes('compact');
const result = overwriteCells(found, { suite, engine: name, entries, compacts });
const run = { suite, seed, engine: name, json: values.json, surroundings } as const;
if (!(await report(result, run))) process.exitCode = 1;
