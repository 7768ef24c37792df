/**
 * Treats a server as badly as clients can: thousands of connections, slow ones, deaf ones, rude ones,
 * bursts and the largest frames, and prints each rule with its limit and what was seen. Exit code 1
 * when one was not kept. Everything is on this machine; with --quick it takes a minute. --hours is how
 * long clients that behave go on at the end, else a minute, or seconds.
 *
 *     npm run stress -- [--quick] [--hours 8] [--seed 1]
 */
import { parseArgs } from 'node:util';
import { type Finding, stress } from '../endurance/stress/index.ts';
import { numberFrom } from './report.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    hours: { type: 'string' },
    seed: { type: 'string' },
  },
});
const WIDTH = 48;

function print({ rule, limit, seen, isMet }: Finding): void {
  const verdict = isMet === undefined ? 'SKIP' : isMet ? 'ok' : 'NOT';
  process.stdout.write(
    `${verdict.padEnd(5)}${rule.padEnd(WIDTH)} ${limit.padEnd(WIDTH)} ${seen}\n`,
  );
}

const begun = performance.now();
const isKept = await stress({
  size: values.quick ? 'quick' : 'full',
  seed: numberFrom(values.seed, 1),
  soakMs: values.hours === undefined ? undefined : 3_600_000 * numberFrom(values.hours, 1),
  now: () => performance.now(),
  onFinding: print,
});
const seconds = ((performance.now() - begun) / 1000).toFixed(0);
process.stdout.write(`${isKept ? 'all kept' : 'not all kept'}, ${seconds} s\n`);
if (!isKept) process.exitCode = 1;
