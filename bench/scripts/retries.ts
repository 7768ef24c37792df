/**
 * Makes writes through a proxy that cuts connections, swallows and repeats frames, to a server that
 * is killed with -9 again and again, and prints what became of them. Exit code 1 when one was lost
 * or done twice; with --control the server learns no names, and 1 says that nothing of that was seen.
 *
 *     npm run retries -- [--engine red-black] [--writes 10000] [--kills 40] [--seed 1] [--control]
 */
import { parseArgs } from 'node:util';
import { measureRetries } from '../endurance/retries.ts';
import { withScratch } from '../suites/scratch.ts';
import { numberFrom } from './report.ts';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'red-black' },
    writes: { type: 'string' },
    kills: { type: 'string' },
    seed: { type: 'string' },
    control: { type: 'boolean', default: false },
  },
});
const begun = performance.now();
const found = await withScratch((folder) =>
  measureRetries({
    engine: values.engine,
    folder,
    writes: numberFrom(values.writes, 10_000),
    kills: numberFrom(values.kills, 40),
    seed: numberFrom(values.seed, 1),
    spoilNames: values.control,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  }),
);
const seconds = Number(((performance.now() - begun) / 1000).toFixed(1));
process.stdout.write(`${JSON.stringify({ ...found, seconds }, null, 2)}\n`);
const { wrong, lost, extra, faults, replaysWrong } = found;
const isSound = wrong + lost + extra + faults + replaysWrong === 0;
if (isSound === values.control) process.exitCode = 1;
