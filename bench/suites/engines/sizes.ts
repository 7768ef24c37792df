import { type Cell, countedCell, type Unit } from '../../cell.ts';
import type { Contender } from '../../contenders/index.ts';
import type { Competitor } from '../../harness.ts';
import { agreed, checksumOf, lookUp } from './competitors.ts';
import { compare, OPENINGS, READS, type Run } from './run.ts';
import { bytesAt, countSpace } from './space.ts';
import { compactedNote, type Filled, fillCompacted, withFiles, withOpen } from './states.ts';
import { valuesIn, valuesOf } from './writers.ts';

/** How many times the memory for its pages a file is. */
const CACHES = 16;
const CACHE_BYTES_MIN = 64 * 1024;
/** What pages to open a file are counted in. */
const PAGE_BYTES = 4096;

/** Entries read after an opening to see that it took place. */
const ENTRIES_CHECKED = 16;

/** What a compacted file takes: space, pages to open it, and pages where memory is short. */
export async function runSizes(run: Run, contenders: readonly Contender[]): Promise<void> {
  await withFiles(run, contenders, fillCompacted, async (files) => {
    countSpace(run, files, 'file after compaction', ({ contender }) => compactedNote(contender));
    await runOpenings(run, files);
    await runShortOfMemory(run, files);
  });
}

async function runOpenings(run: Run, files: readonly Filled[]): Promise<void> {
  const openings = files.map((file) => openAgain(run, file));
  const competitors = openings.map(({ competitor }) => competitor);
  const n = run.data.entries.length;
  await compare(run, competitors, { workload: 'open, clean file', n, pace: OPENINGS });
  for (const [index, { pages }] of openings.entries()) {
    if (pages.length === 0) continue;
    const { contender } = files[index]!;
    push(run, contender, { workload: 'pages read to open', unit: 'pages', counts: pages });
  }
}

/** Opens the file again and again; `pages` are those that were read by then. */
function openAgain(
  run: Run,
  { contender, path }: Filled,
): { readonly competitor: Competitor; readonly pages: number[] } {
  const checked = run.data.entries.slice(0, ENTRIES_CHECKED);
  const pages: number[] = [];
  let close: (() => Promise<void>) | undefined;
  let store: Awaited<ReturnType<Contender['open']>>;
  const end = async (): Promise<void> => {
    await close?.();
    close = undefined;
  };
  const competitor: Competitor = {
    kind: 'async',
    name: contender.manifest.name,
    operations: 1,
    async iterate() {
      store = await contender.open(path);
      close = store.close;
    },
    async digest() {
      const { stats } = store;
      if (stats !== undefined) pages.push(stats().bytesRead / PAGE_BYTES);
      const checksum = valuesIn(store, checked);
      await end();
      return agreed(contender, { checksum, expected: valuesOf(checked), doing: 'an opening' });
    },
    end,
  };
  return { competitor, pages };
}

async function runShortOfMemory(run: Run, files: readonly Filled[]): Promise<void> {
  const { entries, lookups: order } = run.data;
  const { rounds, samplesPerRound, lookupsPerSample } = run.plan;
  const where = `${CACHES} × the cache`;
  const short = files.map(({ contender, path }) => {
    const cacheBytes = Math.max(CACHE_BYTES_MIN, Math.floor(bytesAt(path) / CACHES));
    return { contender, path, options: { cacheBytes } };
  });
  await withOpen(short, async (opened) => {
    const before = opened.map(({ store }) => store.stats?.().pagesLoaded);
    const plan = { reads: lookupsPerSample, order };
    await compare(
      run,
      opened.map((store) => lookUp(store, 'view', entries, plan)),
      {
        workload: `readrandom, ${where}`,
        n: entries.length,
        pace: READS,
        noteOn: (name) => (name === 'lmdb' ? UNBOUNDED : undefined),
      },
    );
    const views = (rounds + 1) * samplesPerRound * lookupsPerSample;
    for (const [index, { contender, store }] of opened.entries()) {
      if (store.stats === undefined) continue;
      const pages = (store.stats().pagesLoaded - before[index]!) / views;
      const unit = 'pages per operation';
      push(run, contender, { workload: `pages per lookup, ${where}`, unit, counts: [pages] });
      if (store.shape === undefined) continue;
      const allowed = Math.ceil(store.shape().height / 6) + 2;
      push(run, contender, { workload: `height ÷ 6 + 2, ${where}`, unit, counts: [allowed] });
    }
  });
}

const UNBOUNDED =
  'its cache is that of the operating system, which cannot be bounded from here: it has the file';

function push(
  run: Run,
  contender: Contender,
  what: { readonly workload: string; readonly unit: Unit; readonly counts: readonly number[] },
): void {
  const { workload, unit, counts } = what;
  const { ascending } = run.data;
  const place: Pick<Cell, 'suite' | 'competitor'> = {
    suite: 'engines',
    competitor: contender.manifest.name,
  };
  const note = compactedNote(contender);
  const n = ascending.length;
  const checksum = checksumOf(ascending);
  run.cells.push(countedCell(counts, { ...place, workload, n, unit, checksum, note }));
}
