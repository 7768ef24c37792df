import type { Entry, Feature } from '../../../engines/index.ts';
import type { Contender, Place } from '../../contenders/index.ts';
import { inOrder, ORDERS, type Order, sortedEntries } from '../../workloads/index.ts';
import { compare, eligible, FILLS, type Run } from './run.ts';
import { fillNew } from './writers.ts';

/** What an insertion in an order is called. */
const FILL_NAMES: Readonly<Record<Order, string>> = {
  random: 'fillrandom',
  sorted: 'fillseq',
  reverse: 'fillreverse',
  zigzag: 'fillzigzag',
};

/** Insertion in every order, and bulk load. */
export async function runFills(
  run: Run,
  contenders: readonly Contender[],
  place: Place,
): Promise<void> {
  const { plan, seed, data } = run;
  const n = plan.entries;
  await compareFills(run, contenders, {
    call: 'insert',
    workload: `${FILL_NAMES.random}, ${place}`,
    entries: data.entries,
    place,
  });
  const ascending = sortedEntries('sorted', seed, n);
  for (const order of ORDERS) {
    if (order !== 'random') await runOrdered(run, contenders, { ascending, order, place });
  }
  if (place === 'memory') return;
  const workload = 'load sorted, file';
  const loading = eligible(run, contenders, {
    workload,
    reason: (contender) => lack(contender, 'load'),
  });
  await compareFills(run, loading, { call: 'load', workload, entries: ascending, place });
}

/** All at a number that each can bear, then all that can at the full number. */
async function runOrdered(
  run: Run,
  contenders: readonly Contender[],
  {
    ascending,
    order,
    place,
  }: {
    readonly ascending: readonly Entry[];
    readonly order: Exclude<Order, 'random'>;
    readonly place: Place;
  },
): Promise<void> {
  const workload = `${FILL_NAMES[order]}, ${place}`;
  const few = ascending.slice(0, run.plan.entriesSortedUnbounded);
  const quadratic = new Set(
    contenders.filter(({ balanced }) => !balanced).map(({ manifest }) => manifest.name),
  );
  await compareFills(run, contenders, {
    call: 'insert',
    workload,
    entries: inOrder(few, order),
    place,
    noteOn: (name) => (quadratic.has(name) ? QUADRATIC : undefined),
  });
  const bounded = eligible(run, contenders, {
    workload,
    n: ascending.length,
    reason: ({ balanced }) => (balanced ? undefined : QUADRATIC),
  });
  const entries = inOrder(ascending, order);
  await compareFills(run, bounded, { call: 'insert', workload, entries, place });
}

/** Compares how long each takes to put `entries`, in their order, into a new store. */
async function compareFills(
  run: Run,
  contenders: readonly Contender[],
  {
    call,
    workload,
    entries,
    place,
    noteOn,
  }: {
    readonly call: 'insert' | 'load';
    readonly workload: string;
    readonly entries: readonly Entry[];
    readonly place: Place;
    readonly noteOn?: (competitor: string) => string | undefined;
  },
): Promise<void> {
  const newPath = (): string | undefined => run.newPath(place);
  const competitors = contenders.map((contender) => fillNew(contender, call, entries, newPath));
  await compare(run, competitors, { workload, n: entries.length, pace: FILLS, noteOn });
}

function lack({ manifest }: Contender, feature: Feature): string | undefined {
  if (!manifest.unsupported.includes(feature)) return undefined;
  return `it declares no support for ${feature}`;
}

const QUADRATIC = 'the engine bounds no height: time grows as n² on keys in order';
