/*
 * Compares this build with itself, again and again, and prints how often that raised an alarm. What
 * differs there is chance, so one of 20 comparisons may. Exit code 1 when more do.
 *
 *     npm run self-comparison -- [--comparisons 20] [--suite kernel] [--size smoke]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareSides } from '../compare/compare.ts';
import { numberFrom } from './report.ts';

const LAUNCHES = 10;
const EFFECT_LEAST = 0.05;

const { values } = parseArgs({
  options: {
    comparisons: { type: 'string' },
    suite: { type: 'string', default: 'kernel' },
    size: { type: 'string', default: 'smoke' },
  },
});
const comparisons = numberFrom(values.comparisons, 20);
const root = fileURLToPath(new URL('../..', import.meta.url));
let alarms = 0;
for (let comparison = 1; comparison <= comparisons; comparison++) {
  const { judged } = await compareSides(root, root, {
    repository: root,
    words: [values.suite, `--${values.size}`],
    launches: LAUNCHES,
    effectLeast: EFFECT_LEAST,
    acrossMachines: false,
    onProgress: () => undefined,
  });
  const differing = judged.filter(({ verdict }) => verdict !== 'same');
  if (differing.length > 0) alarms += 1;
  const least = Math.min(...judged.map(({ chance }) => chance));
  process.stdout.write(
    `${comparison}: ${differing.length} of ${judged.length} cells differ, ` +
      `least chance ${least.toPrecision(2)}\n`,
  );
  for (const { competitor, workload, n, ratio, chance } of differing) {
    const place = `${competitor}, ${workload}, n ${n}`;
    process.stdout.write(`   ${place}: ${ratio.toFixed(3)}, ${chance.toPrecision(2)}\n`);
  }
}
process.stdout.write(
  `${alarms} of ${comparisons} comparisons of this build with itself raised an alarm\n`,
);
if (alarms > Math.ceil(comparisons / 20)) process.exitCode = 1;
