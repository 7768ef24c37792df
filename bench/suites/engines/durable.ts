import { closeSync, fdatasyncSync, openSync, readSync, writeSync } from 'node:fs';
import type { Entry } from '../../../engines/index.ts';
import { countedCell } from '../../cell.ts';
import type { Contender } from '../../contenders/index.ts';
import type { Competitor } from '../../harness.ts';
import { randomEntries } from '../../workloads/index.ts';
import { runReadsWhileWriting } from './beside-writer.ts';
import type { Opened } from './competitors.ts';
import { compare, FILLS, PUTS, type Run } from './run.ts';
import { fillRandom, withStores } from './states.ts';
import { putBursts, putEach, removeStore, valuesOf } from './writers.ts';

const BLOCK_BYTES = 4096;

/** Puts that wait for the disk, one at a time, many at once and beside lookups, into filled stores. */
export async function runDurablePuts(run: Run, contenders: readonly Contender[]): Promise<void> {
  await withStores(run, contenders, { place: 'file', fill: fillRandom }, async (opened) => {
    await runPuts(run, opened);
    await runBursts(run, opened);
    await runReadsWhileWriting(run, opened, 'file');
  });
}

async function runPuts(run: Run, opened: readonly Opened[]): Promise<void> {
  const { plan, seed } = run;
  const puts = randomEntries('durable', seed, (plan.rounds + 1) * plan.putsPerRound);
  const path = run.newPath('file')!;
  const competitors = [...opened.map((store) => putEach(store, puts)), appendEach(path, puts)];
  try {
    await compare(run, competitors, { workload: 'fillsync', n: plan.entries, pace: PUTS });
  } finally {
    await removeStore(path);
  }
}

/**
 * What a durable put is measured by: a block that is appended to a file and waited for, by calls
 * that block the thread, which is the least that a program of its own can do.
 */
function appendEach(path: string, entries: readonly Entry[]): Competitor {
  const file = openSync(path, 'w+');
  const block = Buffer.alloc(BLOCK_BYTES);
  let next = 0;
  let put: Entry;
  return {
    kind: 'sync',
    name: 'append+fdatasync',
    operations: 1,
    before() {
      put = entries[next++]!;
      block.set(put.value);
    },
    iterate() {
      writeSync(file, block, 0, BLOCK_BYTES, (next - 1) * BLOCK_BYTES);
      fdatasyncSync(file);
    },
    digest() {
      const value = Buffer.alloc(put.value.length);
      readSync(file, value, 0, value.length, (next - 1) * BLOCK_BYTES);
      return valuesOf([{ key: put.key, value }]);
    },
    end: () => closeSync(file),
  };
}

async function runBursts(run: Run, opened: readonly Opened[]): Promise<void> {
  const { plan, seed } = run;
  const n = plan.putsAtOnce;
  const entries = randomEntries('at once', seed, (plan.fillRounds + 1) * n);
  const bursts = opened.map((store) => putBursts(store, entries, n));
  await compare(
    run,
    bursts.map(({ competitor }) => competitor),
    { workload: 'puts at once', n, pace: FILLS },
  );
  for (const { competitor, syncs } of bursts) {
    if (syncs.length === 0) continue;
    run.cells.push(
      countedCell(syncs, {
        suite: 'engines',
        competitor: competitor.name,
        workload: 'syncs of puts at once',
        n,
        unit: 'syncs',
        checksum: valuesOf(entries),
        note: undefined,
      }),
    );
  }
}
