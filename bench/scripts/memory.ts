/**
 * Reads a file of 2 GiB at random and from end to end under a budget of 128 MiB, and prints how far
 * the resident memory grew. Exit code 1 when that is over its limit.
 *
 *     npm run memory -- [--engine red-black] [--file-mib 2048] [--cache-mib 128]
 *                       [--value-bytes 1000] [--lookups 1000000] [--seed 1] [--json]
 */
import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadEngine } from '../../engines/index.ts';
import { memoryCells } from '../endurance/cells.ts';
import { type MemoryOptions, measureMemory, writeLarge } from '../endurance/memory.ts';
import { lookAround } from '../environment.ts';
import { withScratch } from '../suites/scratch.ts';
import { numberFrom, report } from './report.ts';

const MIB = 2 ** 20;

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'red-black' },
    'file-mib': { type: 'string' },
    'cache-mib': { type: 'string' },
    'value-bytes': { type: 'string' },
    lookups: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
    // How this script tells a process of its own to write the file.
    'write-to': { type: 'string' },
  },
});
const options: MemoryOptions = {
  engine: await loadEngine(values.engine),
  fileBytes: numberFrom(values['file-mib'], 2048) * MIB,
  cacheBytes: numberFrom(values['cache-mib'], 128) * MIB,
  valueBytes: numberFrom(values['value-bytes'], 1000),
  lookups: numberFrom(values.lookups, 1_000_000),
  seed: numberFrom(values.seed, 1),
  onProgress: (line) => process.stderr.write(`${line}\n`),
};
const writeTo = values['write-to'];
if (writeTo === undefined) await withScratch((folder) => writeAndRead(join(folder, 'store')));
else process.stdout.write(String(await writeLarge(writeTo, options)));

async function writeAndRead(path: string): Promise<void> {
  const surroundings = await lookAround(new Date());
  const again = [...process.execArgv, ...process.argv.slice(1), '--write-to', path];
  const output: ExecFileSyncOptionsWithStringEncoding = {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  };
  const entries = Number(execFileSync(process.execPath, again, output));
  const found = await measureMemory(path, entries, options);
  process.stderr.write(`${JSON.stringify(found)}\n`);
  const { name, unsupported } = options.engine.manifest;
  const compacts = !unsupported.includes('compact');
  const cells = memoryCells(found, { suite: 'memory', engine: name, entries, compacts });
  const { seed } = options;
  const run = { suite: 'memory', seed, engine: name, json: values.json, surroundings } as const;
  if (!(await report({ cells, skips: [] }, run))) process.exitCode = 1;
}
