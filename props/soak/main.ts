/*
 * `npm run soak [-- --part NAME[,NAME] --share 0.01 --seed N]`: the long tier, and a table of what
 * it found. Ends with 1 when a promise was broken or a control was not caught.
 */
import { parseArgs } from 'node:util';
import { runSoak, soakFailed, soakParts, summaryOf } from './index.ts';

const SEED_MAX = 2 ** 31 - 1;

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function numberOf(text: string, name: string): number {
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number)
    ? refuse(`--${name} ${text}: a number is due`)
    : number;
}

const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    share: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * SEED_MAX)) },
  },
});
const names = values.part?.split(',');
const unknown = names?.filter((name) => !soakParts.some((part) => part.name === name)) ?? [];
if (unknown.length > 0) {
  refuse(`no part ${unknown.join(', ')}; there are: ${soakParts.map((p) => p.name).join(', ')}`);
}
const share = numberOf(values.share, 'share');
if (!(share > 0)) refuse(`--share ${values.share}: above 0 is due`);
const seed = numberOf(values.seed, 'seed');
if (!(Number.isInteger(seed) && seed >= 0 && seed <= SEED_MAX)) {
  refuse(`--seed ${values.seed}: a whole number from 0 to ${SEED_MAX} is due`);
}

const start = performance.now();
const outcomes = await runSoak(
  soakParts.filter(({ name }) => names?.includes(name) ?? true),
  {
    seed,
    share,
    onProgress: (line) => {
      const seconds = Math.round((performance.now() - start) / 1000);
      process.stdout.write(`${String(seconds).padStart(6)} s  ${line}\n`);
    },
  },
);
process.stdout.write(`\n${summaryOf(outcomes, { seed, share })}`);
process.exitCode = soakFailed(outcomes) ? 1 : 0;
