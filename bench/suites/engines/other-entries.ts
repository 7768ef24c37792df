import type { Contender } from '../../contenders/index.ts';
import { type EntryForm, prefixedEntries } from '../../workloads/index.ts';
import { lookUp } from './competitors.ts';
import { compare, FILLS, READS, type Run } from './run.ts';
import { withStores } from './states.ts';
import { fillNew } from './writers.ts';

/** Entries of another form than those of all other workloads. */
interface Form extends EntryForm {
  readonly name: string;
  /** Whether insertion is measured too, and not lookups alone. */
  readonly inserted: boolean;
}

/** Bytes of the values of a store, a size a workload. */
const VALUE_SIZES = [100, 1_000, 10_000] as const;

/** Bytes of values that a sample reads at most: it takes as long to look at them as to find them. */
const SAMPLE_BYTES = 100_000;

const FORMS: readonly Form[] = [
  // Keys that only their second half tells apart.
  { name: 'common prefix', keyBytes: 16, prefixBytes: 8, valueBytes: 8, inserted: false },
  // Keys and values that do not fit a small node, and a prefix longer than eight bytes.
  { name: '32 + 100 bytes', keyBytes: 32, prefixBytes: 16, valueBytes: 100, inserted: true },
  ...VALUE_SIZES.map((valueBytes): Form => {
    const name = `values of ${valueBytes} bytes`;
    return { name, keyBytes: 16, prefixBytes: 0, valueBytes, inserted: true };
  }),
];

/** Lookups and insertion where keys begin alike, and where values are larger. */
export async function runOtherEntries(run: Run, contenders: readonly Contender[]): Promise<void> {
  for (const form of FORMS) await runForm(run, contenders, form);
}

async function runForm(run: Run, contenders: readonly Contender[], form: Form): Promise<void> {
  const { plan, seed, data } = run;
  const { name } = form;
  const n = Math.min(plan.entries, Math.floor(plan.valueBytesMax / form.valueBytes));
  const entries = prefixedEntries(name, seed, n, form);
  if (form.inserted) {
    const fills = contenders.map((contender) =>
      fillNew(contender, 'insert', entries, () => run.newPath('file')),
    );
    await compare(run, fills, { workload: `fillrandom, ${name}`, n, pace: FILLS });
  }
  const order = data.lookups.filter((index) => index < n);
  const reads = Math.min(plan.lookupsPerSample, Math.ceil(SAMPLE_BYTES / form.valueBytes));
  await withStores(
    run,
    contenders,
    { place: 'file', fill: (store) => store.insert(entries) },
    async (opened) => {
      const competitors = opened.map((store) => lookUp(store, 'view', entries, { reads, order }));
      await compare(run, competitors, { workload: `readrandom, ${name}`, n, pace: READS });
    },
  );
}
