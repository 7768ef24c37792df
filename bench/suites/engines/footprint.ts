import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { countedCell, type Unit } from '../../cell.ts';
import type { Contender, Place } from '../../contenders/index.ts';
import { BenchError } from '../../errors.ts';
import { ownProgram } from '../own-program.ts';
import { agreed } from './competitors.ts';
import { type Run, skip } from './run.ts';
import { rawBytes } from './space.ts';
import { removeStore, valuesOf } from './writers.ts';

/** What a process is to fill and to read. */
export interface FootprintOrder {
  readonly calledAs: string;
  /** Of the store; in memory when undefined. */
  readonly path: string | undefined;
  readonly entries: number;
  readonly entriesPerCommit: number;
  readonly seed: number;
}

/** What a process found. */
export interface Footprint {
  /** By how much the process grew from before the store was opened until all was read. */
  readonly residentBytes: number;
  /** Shares of the time that went to garbage collections, in percent. */
  readonly filled: number;
  readonly read: number;
  /** Of the values that were read, in the order of the lookups. */
  readonly checksum: number;
}

/**
 * What memory a store takes that is filled by commits in random order and then read once, and which
 * share of the time is garbage collection: each in a process of its own, since memory that others
 * have left would be used again. The entries themselves were there before.
 */
export async function runFootprints(
  run: Run,
  contenders: readonly Contender[],
  place: Place,
): Promise<void> {
  const able = contenders.filter((contender) => {
    if (contender.calledAs !== undefined) return true;
    skip(run, contender, { workload: `resident memory, ${place}`, reason: NOT_CALLED });
    return false;
  });
  const found = new Map(able.map((contender) => [contender, [] as Footprint[]]));
  for (let round = 0; round < run.plan.footprints; round++) {
    for (const [contender, footprints] of found) {
      const { name } = contender.manifest;
      run.onProgress(`engines: resident memory, ${place}, n ${run.plan.entries}: ${name}`);
      footprints.push(await footprintOf(run, contender, place));
    }
  }
  for (const [contender, footprints] of found) report(run, contender, { place, footprints });
}

const NOT_CALLED = 'a process of its own could not load it: it was not called by name';

async function footprintOf(run: Run, contender: Contender, place: Place): Promise<Footprint> {
  const { plan, seed, data } = run;
  const { entries, entriesPerCommit } = plan;
  const path = run.newPath(place);
  const calledAs = contender.calledAs!; // Those without were left out.
  const order: FootprintOrder = { calledAs, path, entries, entriesPerCommit, seed };
  try {
    const { words, root } = ownProgram('bench/suites/engines/footprint-main');
    const line = [...words, JSON.stringify(order)];
    const { stdout } = await promisify(execFile)(process.execPath, line, { cwd: root });
    const footprint = JSON.parse(stdout) as Footprint;
    const expected = valuesOf(Array.from(data.lookups, (index) => data.entries[index]!));
    const { checksum } = footprint;
    agreed(contender, { checksum, expected, doing: 'a filling in a process of its own' });
    return footprint;
  } catch (cause) {
    if (cause instanceof BenchError) throw cause;
    const { stderr = String(cause) } = cause as { readonly stderr?: string };
    const message = `${calledAs} failed in a process of its own: ${stderr.trim()}`;
    throw new BenchError('LAUNCH_FAILED', message, { cause });
  } finally {
    await removeStore(path);
  }
}

function report(
  run: Run,
  { manifest }: Contender,
  { place, footprints }: { readonly place: Place; readonly footprints: readonly Footprint[] },
): void {
  const { checksum } = footprints[0]!; // There is a round.
  const count = (workload: string, unit: Unit, of: (footprint: Footprint) => number): void => {
    run.cells.push(
      countedCell(footprints.map(of), {
        suite: 'engines',
        competitor: manifest.name,
        workload: `${workload}, ${place}`,
        n: run.plan.entries,
        unit,
        checksum,
        note: undefined,
      }),
    );
  };
  const raw = rawBytes(run);
  count('resident memory', 'bytes per byte', ({ residentBytes }) => residentBytes / raw);
  count('garbage collection of fillrandom', '% of the time', ({ filled }) => filled);
  count('garbage collection of readrandom', '% of the time', ({ read }) => read);
}
