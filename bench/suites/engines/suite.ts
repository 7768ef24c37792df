import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SuiteResult } from '../../cell.ts';
import type { Place } from '../../contenders/index.ts';
import type { SuiteContext } from '../context.ts';
import { withScratch } from '../scratch.ts';
import { runChanges } from './changes.ts';
import { runDurablePuts } from './durable.ts';
import { runOverwrites } from './endurance.ts';
import { runFills } from './fills.ts';
import { runFootprints } from './footprint.ts';
import { runMixes } from './mixes.ts';
import { runOtherEntries } from './other-entries.ts';
import { ENGINE_PLANS } from './plan.ts';
import { runFileReads, runMemoryReads } from './reads.ts';
import { dataOf, eligible, type Run } from './run.ts';
import { runShapes } from './shapes.ts';
import { runSizes } from './sizes.ts';
import { runBytesWritten } from './written.ts';

/**
 * Compares the engines themselves, and peers with them, in memory and with a file. Whatever one
 * answers is compared with what was put.
 * @throws BenchError `DISAGREEMENT`.
 */
export async function runEnginesSuite(context: SuiteContext): Promise<SuiteResult> {
  const plan = ENGINE_PLANS[context.size];
  const data = dataOf(context.seed, plan.entries);
  return withScratch(async (folder) => {
    let stores = 0;
    const newPath = (place: Place): string | undefined => {
      if (place === 'memory') return undefined;
      const own = join(folder, String(stores++));
      mkdirSync(own);
      return join(own, 'store');
    };
    const run: Run = { ...context, plan, data, newPath, cells: [], skips: [] };
    const inMemory = keeping(run, 'memory');
    await runFills(run, inMemory, 'memory');
    await runMemoryReads(run, inMemory);
    await runChanges(run, inMemory, 'memory');
    await runMixes(run, inMemory, 'memory');
    await runShapes(run, inMemory);
    await runFootprints(run, inMemory, 'memory');
    const onDisk = keeping(run, 'file');
    if (onDisk.length === 0) return { cells: run.cells, skips: run.skips };
    await runFills(run, onDisk, 'file');
    await runFileReads(run, onDisk);
    await runOtherEntries(run, onDisk);
    await runChanges(run, onDisk, 'file');
    await runMixes(run, onDisk, 'file');
    await runDurablePuts(run, onDisk);
    await runBytesWritten(run, onDisk);
    await runSizes(run, onDisk);
    await runFootprints(run, onDisk, 'file');
    await runOverwrites(run, onDisk);
    return { cells: run.cells, skips: run.skips };
  });
}

function keeping(run: Run, place: Place): Run['contenders'] {
  return eligible(run, run.contenders, {
    workload: place === 'memory' ? 'everything in memory' : 'everything with a file',
    reason: ({ places }) =>
      places.includes(place) ? undefined : `it keeps nothing in ${NAMES[place]}`,
  });
}

const NAMES: Readonly<Record<Place, string>> = { memory: 'memory', file: 'a file' };
