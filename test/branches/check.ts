/*
 * `npm run coverage`: judges the report of a run. Every arm of every branch of the core is taken, or
 * stands in `exceptions.json` with the reason why it cannot be; of the rest of `engines/`, nearly
 * all. An exception that is not needed any more is a fault as well, so the list cannot grow unseen.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readCoverage, type Untaken } from './branches.ts';

const CORE = /^engines\/(storage|tree)\//;
const REST_TAKEN_LEAST = 0.95;

interface Exception {
  readonly file: string;
  /** The source line, without its indentation. */
  readonly code: string;
  /** The arms of it that no test can take, as this script prints them. */
  readonly arms: readonly string[];
  readonly reason: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const exceptions = JSON.parse(readFileSync(read('exceptions.json'), 'utf8')) as Exception[];
const { arms, untaken } = readCoverage(`${root}coverage/coverage-final.json`, root);

const nameOf = (at: Pick<Untaken, 'file' | 'code'>, arm: string): string =>
  `${at.file} [${arm}] ${at.code}`;
const excepted = new Set(
  exceptions.flatMap((entry) => entry.arms.map((arm) => nameOf(entry, arm))),
);
const found = untaken.filter(({ file }) => CORE.test(file));
const names = new Set(found.map((entry) => nameOf(entry, entry.arm)));

const faults: string[] = [];
for (const entry of found) {
  if (excepted.has(nameOf(entry, entry.arm))) continue;
  faults.push(`not taken: ${entry.file}:${entry.line} [${entry.arm}] ${entry.code}`);
}
for (const name of excepted) {
  if (!names.has(name)) faults.push(`an exception that is not needed: ${name}`);
}
for (const { file, code, reason } of exceptions) {
  if (reason.trim() === '') faults.push(`an exception without a reason: ${file} ${code}`);
}

const sum = (core: boolean): number =>
  [...arms].reduce((total, [file, count]) => total + (CORE.test(file) === core ? count : 0), 0);
const rest = untaken.filter(({ file }) => !CORE.test(file));
const restTaken = 1 - rest.length / sum(false);
if (restTaken < REST_TAKEN_LEAST) {
  for (const { file, line, arm, code } of rest)
    faults.push(`not taken: ${file}:${line} [${arm}] ${code}`);
}

process.stdout.write(
  [
    ...faults,
    `core: ${sum(true) - found.length} of ${sum(true)} arms of branches taken, ` +
      `${excepted.size} excepted with a reason`,
    `rest of engines: ${(100 * restTaken).toFixed(1)} % of ${sum(false)} taken, ` +
      `${100 * REST_TAKEN_LEAST} % due`,
    '',
  ].join('\n'),
);
process.exitCode = faults.length > 0 ? 1 : 0;
