import type { Contender } from '../../contenders/index.ts';
import { type EntryForm, prefixedEntries } from '../../workloads/index.ts';
import { lookUp } from './competitors.ts';
import { compare, FILLS, READS, type Run } from './run.ts';
import { withStores } from './states.ts';
import { fillNew } from './writers.ts';

/** Keys that only their second half tells apart. */
const COMMON_PREFIX: EntryForm = { keyBytes: 16, prefixBytes: 8, valueBytes: 8 };
/** Keys and values that do not fit a small node, and a prefix longer than eight bytes. */
const LONG: EntryForm = { keyBytes: 32, prefixBytes: 16, valueBytes: 100 };

/** Lookups, and for longer entries insertion as well, where keys begin alike. */
export async function runOtherKeys(run: Run, contenders: readonly Contender[]): Promise<void> {
  await runForm(run, contenders, { name: 'common prefix', form: COMMON_PREFIX, inserts: false });
  await runForm(run, contenders, { name: '32 + 100 bytes', form: LONG, inserts: true });
}

async function runForm(
  run: Run,
  contenders: readonly Contender[],
  {
    name,
    form,
    inserts,
  }: { readonly name: string; readonly form: EntryForm; readonly inserts: boolean },
): Promise<void> {
  const n = run.plan.entries;
  const entries = prefixedEntries(name, run.seed, n, form);
  if (inserts) {
    await compare(
      run,
      contenders.map((contender) => {
        return fillNew(contender, 'insert', entries, () => run.newPath('file'));
      }),
      { workload: `insert, ${name}`, n, pace: FILLS },
    );
  }
  const plan = { reads: run.plan.lookupsPerSample, order: run.data.lookups };
  await withStores(
    run,
    contenders,
    { place: 'file', fill: (store) => store.insert(entries) },
    async (opened) => {
      const competitors = opened.map((store) => lookUp(store, 'view', entries, plan));
      await compare(run, competitors, { workload: `view, ${name}`, n, pace: READS });
    },
  );
}
