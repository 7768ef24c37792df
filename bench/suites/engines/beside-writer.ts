import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Entry } from '../../../engines/index.ts';
import { countedCell } from '../../cell.ts';
import { CHECKSUM_START, mixWords } from '../../checksum.ts';
import type { Place } from '../../contenders/index.ts';
import type { Competitor } from '../../harness.ts';
import { randomEntries } from '../../workloads/index.ts';
import { agreed, type Opened } from './competitors.ts';
import { compare, type Pace, type Run } from './run.ts';
import { valuesOf } from './writers.ts';

/** Lookups between two turns of the event loop, all of one state. */
const LOOKUPS_PER_TURN = 100;

/** Different entries that the writer puts, again and again. */
const ENTRIES_WRITTEN = 10_000;

const WINDOWS: Pace = (plan) => ({ rounds: plan.scanRounds, iterationsPerRound: 1 });

/** A reader and a writer of one store, and what the writer came to. */
interface Pair {
  readonly competitor: Competitor;
  /** Puts per second, a window each, those that warm up among them. */
  readonly rates: readonly number[];
}

/**
 * Lookups while a writer puts, as soon as its last put is as durable as it gets. Both take turns on one
 * event loop, as in a program of Node: where a put blocks the thread, lookups wait for it.
 */
export async function runReadsWhileWriting(
  run: Run,
  opened: readonly Opened[],
  place: Place,
): Promise<void> {
  const workload = `readwhilewriting, ${place}`;
  const n = run.data.entries.length;
  const written = randomEntries('written beside', run.seed, ENTRIES_WRITTEN);
  const pairs = opened.map((store) => readerAndWriter(run, store, written));
  const competitors = pairs.map(({ competitor }) => competitor);
  await compare(run, competitors, { workload, n, pace: WINDOWS });
  for (const { competitor, rates } of pairs) {
    run.cells.push(
      countedCell(rates, {
        suite: 'engines',
        competitor: competitor.name,
        workload: `puts of ${workload}`,
        n,
        unit: 'inserts per second',
        checksum: valuesOf(written),
        note: undefined,
      }),
    );
  }
}

/** Each iteration is a window of time in which both do what they can. */
function readerAndWriter(
  { data, plan, now }: Run,
  { contender, store }: Opened,
  toWrite: readonly Entry[],
): Pair {
  const { entries, lookups } = data;
  const indexAt = (lookup: number): number => lookups[lookup % lookups.length]!;
  const rates: number[] = [];
  const window = { open: false, puts: 0 };
  let written = 0;
  let looked = 0;
  let checksum = CHECKSUM_START;

  function lookUpSome(): void {
    const reads = store.read();
    for (const end = looked + LOOKUPS_PER_TURN; looked < end; looked++) {
      const value = reads.view(entries[indexAt(looked)]!.key);
      if (value !== undefined) checksum = mixWords(checksum, value);
    }
    reads.release();
  }

  const competitor: Competitor = {
    kind: 'window',
    name: contender.manifest.name,
    async iterate() {
      looked = 0;
      checksum = CHECKSUM_START;
      Object.assign(window, { open: true, puts: 0 });
      const write = async (): Promise<void> => {
        try {
          while (window.open) {
            await store.put(toWrite[written++ % toWrite.length]!);
            window.puts += 1;
            await nextTurn(); // A put that never waits would leave the reader none.
          }
        } finally {
          window.open = false;
        }
      };
      const begun = now();
      const read = async (): Promise<number> => {
        try {
          // A window without a put would measure something else.
          while (window.open && (now() - begun < plan.besideWriterMs || window.puts === 0)) {
            lookUpSome();
            await nextTurn();
          }
        } finally {
          window.open = false;
        }
        return now() - begun;
      };
      const [lastedMs] = await Promise.all([read(), write()]);
      rates.push((1000 * window.puts) / lastedMs);
      return lastedMs / looked;
    },
    digest() {
      let expected = CHECKSUM_START;
      for (let lookup = 0; lookup < looked; lookup++) {
        expected = mixWords(expected, entries[indexAt(lookup)]!.value);
      }
      agreed(contender, { checksum, expected, doing: 'lookups beside a writer' });
      // How many there were, time decides.
      return valuesOf(Array.from({ length: LOOKUPS_PER_TURN }, (_, at) => entries[indexAt(at)]!));
    },
  };
  return { competitor, rates };
}
