import { CHECKSUM_START, mixNumber, mixWords } from '../../checksum.ts';
import type { Contender, Place, Reads } from '../../contenders/index.ts';
import type { Competitor } from '../../harness.ts';
import { MIXES, type Mix } from '../../workloads/index.ts';
import { agreed, type Opened } from './competitors.ts';
import { MixModel, type MixSteps } from './mix-model.ts';
import { compare, type Run, SCANS, skip } from './run.ts';
import { fillRandom, withStores } from './states.ts';

/**
 * The mixed workloads of YCSB by one client: an operation begins when the last one is done, each write
 * as durable as it gets, and each read sees all writes before it.
 */
export async function runMixes(
  run: Run,
  contenders: readonly Contender[],
  place: Place,
): Promise<void> {
  const { entries } = run.data;
  for (const mix of MIXES) {
    // Where each write waits for the disk it matters little which entry it is about.
    if (place === 'file' && mix.choice === 'uniform') continue;
    const workload = `YCSB ${mix.name}, ${mix.choice}, ${place}`;
    await withStores(run, contenders, { place, fill: fillRandom }, async (opened) => {
      const competitors: Competitor[] = [];
      for (const store of opened) {
        const competitor = mixed(run, store, { mix, place });
        if (competitor !== undefined) competitors.push(competitor);
        else
          skip(run, store.contender, {
            workload,
            n: entries.length,
            reason: 'it offers no such read',
          });
      }
      await compare(run, competitors, { workload, n: entries.length, pace: SCANS });
    });
  }
}

/** Does a mix on a store, or undefined where it cannot. */
function mixed(
  { data, plan, seed }: Run,
  { contender, store }: Opened,
  { mix, place }: { readonly mix: Mix; readonly place: Place },
): Competitor | undefined {
  let reads: Reads | undefined = store.read();
  const scans = mix.shares.some(([act]) => act === 'scan');
  if (scans && reads.range === undefined) {
    reads.release();
    return undefined;
  }
  const operations = place === 'memory' ? plan.mixOperations : plan.mixOperationsDurable;
  // As `compare` goes about it: all rounds, and one to warm up.
  const all = operations * (SCANS(plan).rounds + 1) * SCANS(plan).iterationsPerRound;
  const model = new MixModel(mix, { entries: data.entries, seed, operations: all });
  let next: MixSteps;
  let checksum = CHECKSUM_START;
  const now = (): Reads => {
    reads ??= store.read();
    return reads;
  };
  const outdate = (): void => {
    reads?.release();
    reads = undefined;
  };
  return {
    kind: 'async',
    name: contender.manifest.name,
    operations,
    before() {
      next = model.next(operations);
    },
    async iterate() {
      checksum = CHECKSUM_START;
      for (const step of next.steps) {
        if (step.tag === 'scan') {
          checksum = mixNumber(checksum, now().range!(step.from, step.length));
          continue;
        }
        if (step.tag !== 'write') {
          const value = now().view(step.tag === 'read' ? step.key : step.entry.key);
          if (value !== undefined) checksum = mixWords(checksum, value);
        }
        if (step.tag === 'read') continue;
        outdate();
        await store.put(step.entry);
      }
    },
    digest: () => agreed(contender, { checksum, expected: next.expected, doing: 'a mix' }),
    end: outdate,
  };
}
