import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Query } from '../../../server/index.ts';
import { BenchError } from '../../errors.ts';
import { type PeerIndex, SEARCH_PEERS, type SearchPeer } from '../../peers/search/index.ts';
import { withScratch } from '../scratch.ts';
import { type Asked, askScan, checkAnswer } from './answers.ts';
import { buildDatabase } from './build.ts';
import { scanLanes } from './denominator.ts';
import { type Lane, shareOf, strategyLane } from './lane.ts';
import type { Material } from './material.ts';
import { NEIGHBOURS, ROUNDS } from './plan.ts';
import { add, type Run, workloadOf } from './run.ts';
import { takeTurns } from './turns.ts';

const COLLECTION = 'bumps';
const GAMMA = 1;
const MEASURE = `γ ${GAMMA}` as const;
const K_MAX: number = Math.max(...NEIGHBOURS);

/**
 * Searches the same collection in other ways. One that is absent, takes no more series, or finds
 * other neighbours than a scan, is listed as not measured.
 */
export async function runPeers(run: Run): Promise<void> {
  const { n, queries: count, slowQueries } = run.plan.peers;
  const material = await run.material(COLLECTION);
  if (material === undefined) return;
  run.onProgress(`search: peers, ${COLLECTION}, ${MEASURE}, n ${n}: storing`);
  const database = await buildDatabase(material, { measure: MEASURE, n, draw: 0, seed: run.seed });
  const indexes: PeerIndex[] = [];
  await withScratch(async (folder) => {
    try {
      const queries = material.others(count).map((series): Query => ({ series }));
      const asked = await askScan(database, queries, K_MAX);
      const lanes: Lane[] = [
        ...scanLanes({ database, material, n, measure: MEASURE, queries: slowQueries }),
        strategyLane(database, 'auto', count),
        strategyLane(database, 'ball', slowQueries),
      ];
      for (const peer of SEARCH_PEERS) {
        const own = join(folder, peer.name);
        await mkdir(own);
        const index = await open(run, peer, material, own);
        if (index === undefined) continue;
        indexes.push(index);
        const lane = laneOf(run, peer, index);
        if (await agrees(run, lane, asked)) lanes.push(lane);
      }
      await compare(run, lanes, asked);
    } finally {
      for (const index of indexes) await index.close();
      await database.close();
    }
  });
}

async function compare(run: Run, lanes: readonly Lane[], asked: Asked): Promise<void> {
  const { n } = run.plan.peers;
  run.onProgress(`search: peers, n ${n}: ${lanes.map(({ name }) => name).join(', ')}`);
  const notes = new Map(SEARCH_PEERS.map(({ name, note }) => [name, note]));
  for (const k of NEIGHBOURS) {
    const turns = await takeTurns(lanes, asked, { k, rounds: ROUNDS, now: run.now });
    for (const { name, ms, work, checksum } of turns) {
      const workload = `beside peers, ${workloadOf(COLLECTION, MEASURE, k)}`;
      const place = { competitor: name, n, checksum, note: notes.get(name) };
      add(run, ms, { ...place, workload, unit: 'ms' });
      if (work.length === 0) continue;
      const unit = '% of the collection';
      add(run, work.map(shareOf), { ...place, workload: `computed, ${workload}`, unit });
    }
  }
}

/** The collection as `peer` has it, or undefined, which is listed. */
async function open(
  run: Run,
  peer: SearchPeer,
  material: Material,
  folder: string,
): Promise<PeerIndex | undefined> {
  const { n } = run.plan.peers;
  if (n > peer.seriesMax) {
    skip(run, peer.name, `it is asked for ${peer.seriesMax} series at most`);
    return undefined;
  }
  const { length } = material;
  const ids: string[] = [];
  const values = new Float64Array(n * length);
  for (const { id, series } of material.rows(n)) {
    values.set(series.values, ids.length * length);
    ids.push(id);
  }
  try {
    return await peer.open({ ids, values, length, gamma: GAMMA, folder });
  } catch (error) {
    const [message] = String(error instanceof Error ? error.message : error).split('\n');
    skip(run, peer.name, `SKIP: it cannot be used: ${message}; to install it: ${peer.install}`);
    return undefined;
  }
}

function laneOf(run: Run, { name, prunes }: SearchPeer, index: PeerIndex): Lane {
  const { n, queries, slowQueries } = run.plan.peers;
  return {
    name,
    queries: prunes ? queries : slowQueries,
    agrees: 'to rounding',
    async ask(query, k) {
      if ('id' in query) throw new TypeError('peers are asked by value');
      const { neighbours, ms, distances } = await index.nearest(query.series.values, k);
      if (distances === undefined) return { neighbours, ms };
      return { neighbours, ms, work: { strategy: name, distances, vantageDistances: 0, live: n } };
    },
  };
}

/** Whether a peer finds what the scan finds. Its faults are its own and fail no run. */
async function agrees(run: Run, lane: Lane, asked: Asked): Promise<boolean> {
  try {
    for (const [index, query] of asked.queries.slice(0, lane.queries).entries()) {
      const { neighbours } = await lane.ask(query, K_MAX);
      checkAnswer(asked, { lane, index, k: K_MAX, found: neighbours });
    }
    return true;
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    skip(run, lane.name, error.message);
    return false;
  }
}

function skip(run: Run, competitor: string, reason: string): void {
  const workload = `beside peers, ${COLLECTION}, ${MEASURE}`;
  run.skips.push({ suite: 'search', competitor, workload, n: run.plan.peers.n, reason });
}
