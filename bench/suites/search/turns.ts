import { ANSWERS_START, type Asked, checkAnswer, mixAnswer } from './answers.ts';
import type { Lane, Work } from './lane.ts';

/** What one competitor did with the queries that it was asked. */
export interface Turns {
  readonly name: string;
  /** Milliseconds by query. */
  readonly ms: Float64Array;
  /** By query, where the competitor tells. */
  readonly work: readonly Work[];
  /** The share of the nearest that its answers have, from 0 to 1. */
  readonly recall: number;
  /** Over the answers to the queries that all competitors were asked. */
  readonly checksum: number;
}

export interface TurnOptions {
  readonly k: number;
  readonly rounds: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** Queries of each competitor that warm up, at most. */
const WARM_UP_MAX = 10;

/**
 * Asks the competitors one query at a time, in blocks: in every round each has a block of its
 * queries, and every round begins with the next one. So a machine that drifts drifts for all, and
 * all but the first query of a block find what the one before it left in the caches.
 *
 * Every answer is compared with the scan's, between the queries.
 * @throws BenchError `DISAGREEMENT`.
 */
export async function takeTurns(
  lanes: readonly Lane[],
  asked: Asked,
  { k, rounds, now }: TurnOptions,
): Promise<readonly Turns[]> {
  const common = Math.min(...lanes.map((lane) => countOf(lane, asked)));
  const runs = lanes.map((lane) => {
    const count = countOf(lane, asked);
    return {
      lane,
      count,
      ms: new Float64Array(count),
      work: [] as Work[],
      wanted: 0,
      found: 0,
      checksum: ANSWERS_START,
    };
  });
  for (const { lane, count } of runs) {
    const warmUp = Math.min(WARM_UP_MAX, Math.ceil(count / rounds));
    for (let index = 0; index < warmUp; index += 1) await lane.ask(asked.queries[index]!, k);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < runs.length; turn += 1) {
      const run = runs[(round + turn) % runs.length]!;
      const end = Math.floor((run.count * (round + 1)) / rounds);
      for (let index = Math.floor((run.count * round) / rounds); index < end; index += 1) {
        const query = asked.queries[index]!;
        const start = now();
        const reply = await run.lane.ask(query, k);
        const lasted = now() - start;
        run.ms[index] = reply.ms ?? lasted;
        if (reply.work !== undefined) run.work.push(reply.work);
        const nearest = asked.truth[index]!.slice(0, k);
        const ids = new Set(reply.neighbours.map(({ id }) => id));
        run.wanted += nearest.length;
        run.found += nearest.filter(({ id }) => ids.has(id)).length;
        checkAnswer(asked, { lane: run.lane, index, k, found: reply.neighbours });
        if (index < common) run.checksum = mixAnswer(run.checksum, reply.neighbours);
      }
    }
  }
  return runs.map(({ lane, ms, work, wanted, found, checksum }) => {
    return { name: lane.name, ms, work, recall: wanted === 0 ? 1 : found / wanted, checksum };
  });
}

function countOf({ queries }: Lane, asked: Asked): number {
  return Math.min(queries, asked.queries.length);
}
