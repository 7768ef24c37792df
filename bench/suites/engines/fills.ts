import type { Feature } from '../../../engines/index.ts';
import type { Contender, Place } from '../../contenders/index.ts';
import { sortedEntries } from '../../workloads/index.ts';
import { compare, eligible, FILLS, type Run } from './run.ts';
import { fillNew } from './writers.ts';

/** Insertion in random and in ascending order, and bulk load. */
export async function runFills(
  run: Run,
  contenders: readonly Contender[],
  place: Place,
): Promise<void> {
  const { plan, seed, data } = run;
  const newPath = (): string | undefined => run.newPath(place);
  const n = plan.entries;
  await compare(
    run,
    contenders.map((contender) => fillNew(contender, 'insert', data.entries, newPath)),
    { workload: `insert random, ${place}`, n, pace: FILLS },
  );

  // All at a number that each can bear, then all that can at the full number.
  const workload = `insert sorted, ${place}`;
  const sorted = sortedEntries('sorted', seed, n);
  const few = sorted.slice(0, plan.entriesSortedUnbounded);
  const quadratic = new Set(
    contenders.filter(({ balanced }) => !balanced).map(({ manifest }) => manifest.name),
  );
  await compare(
    run,
    contenders.map((contender) => fillNew(contender, 'insert', few, newPath)),
    {
      workload,
      n: few.length,
      pace: FILLS,
      noteOn: (name) => (quadratic.has(name) ? QUADRATIC : undefined),
    },
  );
  const bounded = eligible(run, contenders, {
    workload,
    n,
    reason: ({ balanced }) => (balanced ? undefined : QUADRATIC),
  });
  await compare(
    run,
    bounded.map((contender) => fillNew(contender, 'insert', sorted, newPath)),
    { workload, n, pace: FILLS },
  );
  if (place === 'memory') return;
  const loading = eligible(run, contenders, {
    workload: 'load sorted, file',
    reason: (contender) => lack(contender, 'load'),
  });
  await compare(
    run,
    loading.map((contender) => fillNew(contender, 'load', sorted, newPath)),
    { workload: 'load sorted, file', n, pace: FILLS },
  );
}

function lack({ manifest }: Contender, feature: Feature): string | undefined {
  if (!manifest.unsupported.includes(feature)) return undefined;
  return `it declares no support for ${feature}`;
}

const QUADRATIC = 'the engine bounds no height: time grows as n² on sorted keys';
