/*
 * Compares this build with a copy of it in which blocks of distances take a fifth longer, and prints
 * what was found. Exit code 1 unless most cells that are made of such blocks are found to be worse, and
 * no other is.
 *
 *     npm run planted-slowdown -- [--size quick] [--launches 15]
 */
import { appendFile, cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareSides, renderCompared } from '../index.ts';
import { numberFrom } from './report.ts';

const LAUNCHES = 15;
const EFFECT_LEAST = 0.05;

/** By how much a block takes longer. */
const SLOWDOWN = 0.2;

/** Where blocks are measured, and what stands behind it in the copy. */
const FILE = 'dist/server/similarity/simd/block.js';
const PLANT = `
const { measure } = DistanceBlock.prototype;
DistanceBlock.prototype.measure = function (count, radius) {
  const begun = performance.now();
  const result = measure.call(this, count, radius);
  const end = performance.now() + ${SLOWDOWN} * (performance.now() - begun);
  while (performance.now() < end);
  return result;
};
`;

/** The competitors of the kernel suite that are made of such blocks. */
const SLOWED = /^vantage, /;

const { values } = parseArgs({
  options: { size: { type: 'string', default: 'quick' }, launches: { type: 'string' } },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const copy = await mkdtemp(join(tmpdir(), 'vantage-planted-'));
try {
  for (const name of ['dist', 'package.json']) {
    await cp(join(root, name), join(copy, name), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  await appendFile(join(copy, FILE), PLANT);
  const compared = await compareSides(root, copy, {
    repository: root,
    words: ['kernel', `--${values.size}`],
    launches: numberFrom(values.launches, LAUNCHES),
    effectLeast: EFFECT_LEAST,
    acrossMachines: false,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(renderCompared(compared, { effectLeast: EFFECT_LEAST }));
  const slowed = compared.judged.filter(({ competitor }) => SLOWED.test(competitor));
  const found = slowed.filter(({ verdict }) => verdict === 'worse');
  const others = compared.judged.filter(({ competitor }) => !SLOWED.test(competitor));
  const alarms = others.filter(({ verdict }) => verdict !== 'same');
  process.stdout.write(
    `a slowdown of ${100 * SLOWDOWN} % was found in ${found.length} of ${slowed.length} cells that ` +
      `have it, and a difference in ${alarms.length} of ${others.length} that have not\n`,
  );
  if (found.length <= slowed.length / 2 || alarms.length > 0) process.exitCode = 1;
} finally {
  await rm(copy, { recursive: true, force: true });
}
