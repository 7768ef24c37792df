import type { Contender } from '../../contenders/index.ts';
import type { Competitor } from '../../harness.ts';
import { runReadsWhileWriting } from './beside-writer.ts';
import { COUNTS, lookUp, type Opened, rangesOf, readAll, readEach } from './competitors.ts';
import { missEach } from './misses.ts';
import { RANGE_LENGTH } from './plan.ts';
import { compare, type Pace, READS, type Run, SCANS, skip } from './run.ts';
import { countSpace } from './space.ts';
import {
  compactedNote,
  fillByCommits,
  fillCompacted,
  fillRandom,
  withFiles,
  withOpen,
  withStores,
} from './states.ts';

/** The state whose cells say how it came about. */
const COMPACTED = 'compacted';

/** Reads in memory, of a store that was filled in random order. */
export async function runMemoryReads(run: Run, contenders: readonly Contender[]): Promise<void> {
  const state = 'memory';
  await withStores(run, contenders, { place: 'memory', fill: fillRandom }, async (opened) => {
    await runLookups(run, opened, { call: 'view', state });
    await runLookups(run, opened, { call: 'get', state });
    await runScans(run, opened, { call: 'scan', state });
    await runScans(run, opened, { call: 'walk', state });
    await runScans(run, opened, { call: 'walkBack', state });
    await runMisses(run, opened, state);
    await runRanges(run, opened, state);
    await runReadsWhileWriting(run, opened, state);
  });
}

/** Reads of files in every state. */
export async function runFileReads(run: Run, contenders: readonly Contender[]): Promise<void> {
  const place = 'file';
  await withStores(run, contenders, { place, fill: fillRandom }, async (opened) => {
    const state = 'inserted';
    await runLookups(run, opened, { call: 'view', state });
    await runLookups(run, opened, { call: 'get', state });
    await runScans(run, opened, { call: 'scan', state });
    await runScans(run, opened, { call: 'walk', state });
    await runScans(run, opened, { call: 'walkBack', state });
    await runMisses(run, opened, state);
    await runRanges(run, opened, state);
    await runCounts(run, opened, state);
  });
  await withStores(run, contenders, { place, fill: fillCompacted }, async (opened) => {
    const state = COMPACTED;
    await runLookups(run, opened, { call: 'view', state });
    await runScans(run, opened, { call: 'scan', state });
    await runScans(run, opened, { call: 'walk', state });
  });
  await withFiles(run, contenders, fillByCommits, async (files) => {
    countSpace(run, files, 'file before compaction');
    await withOpen(files, async (opened) => {
      await runLookups(run, opened, { call: 'view', state: 'in commits' });
    });
  });
}

/** What a way to look a key up is called: in bytes of the store, or in bytes of the caller's own. */
const LOOKUP_NAMES = { view: 'readrandom', get: 'readrandom copied' } as const;

async function runLookups(
  run: Run,
  opened: readonly Opened[],
  { call, state }: { readonly call: 'view' | 'get'; readonly state: string },
): Promise<void> {
  const { entries, lookups: order } = run.data;
  const plan = { reads: run.plan.lookupsPerSample, order };
  await compareAble(run, opened, {
    workload: `${LOOKUP_NAMES[call]}, ${state}`,
    pace: READS,
    make: (store) => lookUp(store, call, entries, plan),
  });
}

/** What a way to read everything is called. */
const SCAN_NAMES = { scan: 'readseq copied', walk: 'readseq', walkBack: 'readreverse' } as const;

async function runScans(
  run: Run,
  opened: readonly Opened[],
  { call, state }: { readonly call: keyof typeof SCAN_NAMES; readonly state: string },
): Promise<void> {
  const { ascending } = run.data;
  await compareAble(run, opened, {
    workload: `${SCAN_NAMES[call]}, ${state}`,
    pace: SCANS,
    make: (store) => readAll(store, call, ascending),
  });
}

async function runMisses(run: Run, opened: readonly Opened[], state: string): Promise<void> {
  await compareAble(run, opened, {
    workload: `readmissing, ${state}`,
    pace: READS,
    make: (store) => missEach(store, run),
  });
}

async function runRanges(run: Run, opened: readonly Opened[], state: string): Promise<void> {
  const { ascending, lookups } = run.data;
  const order = lookups.filter((index) => index <= ascending.length - RANGE_LENGTH);
  const plan = { reads: run.plan.rangesPerSample, order };
  await compareAble(run, opened, {
    workload: `seekrandom of ${RANGE_LENGTH}, ${state}`,
    pace: READS,
    make: (store) => readEach(store, rangesOf(RANGE_LENGTH), ascending, plan),
  });
}

async function runCounts(run: Run, opened: readonly Opened[], state: string): Promise<void> {
  const { ascending, lookups: order } = run.data;
  // As many as lookups, which they are compared with: the first few of a sample find cold caches.
  const plan = { reads: run.plan.lookupsPerSample, order };
  // Peers that walk to count would take all the time there is.
  const counting = opened.filter(({ contender }) => {
    return !contender.manifest.unsupported.includes('count');
  });
  await compareAble(run, counting, {
    workload: `rangecount, ${state}`,
    pace: READS,
    make: (store) => readEach(store, COUNTS, ascending, plan),
  });
}

/** Compares those stores that can do it, and lists the others. */
async function compareAble(
  run: Run,
  opened: readonly Opened[],
  {
    workload,
    pace,
    make,
  }: {
    readonly workload: string;
    readonly pace: Pace;
    readonly make: (store: Opened) => Competitor | undefined;
  },
): Promise<void> {
  const n = run.data.entries.length;
  const competitors: Competitor[] = [];
  for (const store of opened) {
    const competitor = make(store);
    if (competitor !== undefined) competitors.push(competitor);
    else skip(run, store.contender, { workload, n, reason: 'it offers no such read' });
  }
  const notes = new Map(
    opened.map(({ contender }) => [contender.manifest.name, compactedNote(contender)]),
  );
  const noteOn = (name: string): string | undefined =>
    workload.endsWith(COMPACTED) ? notes.get(name) : undefined;
  await compare(run, competitors, { workload, n, pace, noteOn });
}
