import { Bench, type Task } from 'tinybench';
import { CHECKSUM_START, mixNumber } from './checksum.ts';

/*
 * The harness takes its samples with tinybench and adds what a comparison needs: competitors that
 * take turns, a fixed number of iterations, and a checksum of the work.
 *
 * Competitors take turns because a machine drifts: a clock that slows down, a neighbour that wakes
 * up or a heap that fills hits all of them, not the one that happened to run last. Each round runs
 * every competitor once, and each round starts with the next one.
 *
 * Iterations are counted, not timed, so one seed gives one checksum, on every machine.
 *
 * tinybench's throughput is one over the latency, which says nothing about N clients at a time. It
 * is not read here: a load is one iteration, a window, that counts for itself.
 */

interface CompetitorBase {
  /** Unique among the competitors of a measurement. */
  readonly name: string;
  /** Untimed, before each iteration. */
  readonly before?: (() => void | Promise<void>) | undefined;
  /** Untimed, after each iteration: checks what it did, and returns the checksum of that. */
  readonly digest: () => number | Promise<number>;
  /** Once after the last iteration, also when an iteration failed. */
  readonly end?: (() => void | Promise<void>) | undefined;
}

/** One of those that are compared: an iteration, and what stands around it. */
export type Competitor = CompetitorBase &
  (
    | {
        readonly kind: 'sync';
        /** Operations of one iteration, from 1; enough of them that the clock is fine enough. */
        readonly operations: number;
        readonly iterate: () => void;
      }
    | {
        readonly kind: 'async';
        /** As above. An iteration pays one turn of the microtask queue, about 0.1 µs. */
        readonly operations: number;
        readonly iterate: () => Promise<void>;
      }
    | {
        /** Measures itself: a stretch of time in which it does as many operations as it can. */
        readonly kind: 'window';
        /** Operations in each window, where that is known before. Default: 1, which says nothing. */
        readonly operations?: number | undefined;
        /** Resolves to the length of the window over the operations in it, in milliseconds. */
        readonly iterate: () => Promise<number>;
      }
  );

export interface MeasureOptions {
  /** Rounds, from 1. */
  readonly rounds: number;
  /** Iterations of each competitor in a round, from 1. */
  readonly iterationsPerRound: number;
  /** Iterations of each competitor before the first round, from 0; they leave no trace. */
  readonly warmupIterations: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** What one competitor did. */
export interface Measurement {
  readonly name: string;
  /** Nanoseconds an operation, one sample an iteration, unordered. */
  readonly samples: readonly number[];
  /** Operations whose mean a sample is; 1 for a window that does not tell. */
  readonly operations: number;
  /** Over the digests of the measured iterations, in order. */
  readonly checksum: number;
  /** Why the clock was too coarse for some of the samples, or undefined. */
  readonly warning: string | undefined;
}

/**
 * Runs the competitors in turns and resolves to their measurements, in the order given.
 * Rejects with what an iteration, `before` or `digest` threw, after every `end`.
 * @throws RangeError when two competitors have one name.
 */
export async function measure(
  competitors: readonly Competitor[],
  options: MeasureOptions,
): Promise<readonly Measurement[]> {
  const names = competitors.map((competitor) => competitor.name);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) throw new RangeError(`two competitors are called ${double}`);
  const bench = new Bench({
    now: options.now,
    time: 0,
    iterations: options.iterationsPerRound,
    warmupTime: 0,
    warmupIterations: options.warmupIterations,
    retainSamples: true,
    throws: true,
  });
  const lanes = competitors.map((competitor) => laneOf(bench, competitor));
  try {
    for (const lane of lanes) await lane.task.warmup();
    for (let round = 0; round < options.rounds; round++) {
      for (let turn = 0; turn < lanes.length; turn++) {
        await runRound(lanes[(round + turn) % lanes.length]!);
      }
    }
  } finally {
    for (const competitor of competitors) await competitor.end?.();
  }
  return lanes.map(({ task, samples, operations, checksum, warning }) => {
    return { name: task.name, samples, operations, checksum, warning };
  });
}

/** A competitor on its way. */
interface Lane {
  readonly task: Task;
  readonly operations: number;
  /** Nanoseconds an operation for each millisecond that an iteration is said to take. */
  readonly nsPerMs: number;
  readonly samples: number[];
  checksum: number;
  warning: string | undefined;
}

function laneOf(bench: Bench, competitor: Competitor): Lane {
  /** Whether the iteration came to its end: only then there is something to digest. */
  let finished = false;
  const run = (): unknown => {
    if (competitor.kind === 'sync') {
      competitor.iterate();
      finished = true;
      return undefined;
    }
    return settle(competitor);
  };
  const settle = async (
    waited: Exclude<Competitor, { kind: 'sync' }>,
  ): Promise<{ readonly overriddenDuration: number } | undefined> => {
    const operationMs = await waited.iterate();
    finished = true;
    return operationMs === undefined ? undefined : { overriddenDuration: operationMs };
  };
  bench.add(competitor.name, run, {
    async: competitor.kind !== 'sync',
    beforeEach: async () => {
      finished = false;
      await competitor.before?.();
    },
    afterEach: async (mode) => {
      if (!finished) return;
      const digest = await competitor.digest();
      if (mode === 'run') lane.checksum = mixNumber(lane.checksum, digest);
    },
  });
  const task = bench.getTask(competitor.name)!;
  const lane: Lane = {
    task,
    operations: competitor.operations ?? 1,
    // A window has divided already.
    nsPerMs: competitor.kind === 'window' ? 1e6 : 1e6 / competitor.operations,
    samples: [],
    checksum: CHECKSUM_START,
    warning: undefined,
  };
  task.addEventListener('warning', (event) => {
    lane.warning = event.reason;
  });
  return lane;
}

async function runRound(lane: Lane): Promise<void> {
  lane.task.reset();
  await lane.task.run();
  const { result } = lane.task;
  if (result.state !== 'completed') return; // Only an abort gets here, and nothing aborts.
  for (const sampleMs of result.latency.samples ?? []) {
    lane.samples.push(sampleMs * lane.nsPerMs);
  }
}
