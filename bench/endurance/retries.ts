import { join } from 'node:path';
import { type Client, ConnectionError, connect, createWriteName } from '../../client/index.ts';
import { createDatabase, createRandom, openDatabase, type Series } from '../../server/index.ts';
import { startServer } from '../suites/server/process.ts';
import { GENERATED_LENGTH, generatedSeries } from '../workloads/index.ts';
import { type FaultCounts, FaultyProxy } from './faulty-proxy.ts';

/** Writes of one chain: three series under one id, and the deletions between them. */
const CHAIN_WRITES = 5;

/** Chains under way at a time. */
const CHAINS_AT_A_TIME = 24;

/** Times that a write is asked for again, under its name, when its client has given up. */
const CALLS_MAX = 10;

/** A try waits so long for a reply that a hole has swallowed, a call so long in all. */
const TRY_MS = 500;
const CALL_MS = 30_000;

export interface RetriesOptions {
  readonly engine: string;
  /** An empty folder. */
  readonly folder: string;
  /** Writes in all, a multiple of 5. */
  readonly writes: number;
  /** Times that the server is killed with -9 and started again. */
  readonly kills: number;
  readonly seed: number;
  /** A control: the server learns no names, so that writes must be seen to be done twice. */
  readonly spoilNames?: boolean;
  readonly onProgress: (line: string) => void;
}

/** What became of the writes. */
export interface RetriesFound extends FaultCounts {
  /** Writes that were answered, each by the change that it asked for. */
  readonly done: number;
  /** Writes that were answered as if somebody else had done them, or refused. */
  readonly wrong: number;
  /** Calls that ended without an answer and were made again under the same name. */
  readonly calls: number;
  /** Series that are not there at the end, or are another than the last of their chain. */
  readonly lost: number;
  /** Series that are there at the end beyond one a chain. */
  readonly extra: number;
  /** Writes that the file remembers; as many as were done when each was done once. */
  readonly remembered: number;
  /** Faults that a verification of the file found. */
  readonly faults: number;
  readonly kills: number;
}

/**
 * Makes writes of which each counts when it is done twice or not at all, through a proxy that cuts,
 * swallows and repeats, to a server that is killed again and again, and looks what became of them:
 * chains of an insert, a deletion, another insert of the same id and so on, one after the other.
 * A write that is lost, or done again later, contradicts the next, or what is there at the end.
 * @throws BenchError `SERVER_FAILED`; ConnectionError when a write has no answer after all.
 */
export async function measureRetries(options: RetriesOptions): Promise<RetriesFound> {
  const { engine, folder, writes, kills, seed, spoilNames = false, onProgress } = options;
  const directory = join(folder, 'collection');
  await (await createDatabase(directory, { engine, length: GENERATED_LENGTH })).close();
  const chains = Array.from({ length: writes / CHAIN_WRITES }, (_, at) => chainOf(at, seed));
  const proxy = new FaultyProxy({ random: createRandom(seed), spoilNames });
  const port = await proxy.listen();
  let server = await startServer(directory, ['--inline'], { readOnly: false });
  proxy.target = portOf(server.url);
  const client = await connectThrough(port);

  const tally = { answered: 0, wrong: 0, calls: 0 };
  let killed = 0;
  let restarting: Promise<void> | undefined;
  const restart = async (): Promise<void> => {
    killed += 1;
    await server.kill();
    server = await startServer(directory, ['--inline'], { readOnly: false });
    proxy.target = portOf(server.url);
    onProgress(`${tally.answered} of ${writes} answered, killed ${killed} of ${kills} times`);
    restarting = undefined;
  };
  const onAnswered = (): void => {
    tally.answered += 1;
    const due = Math.floor((tally.answered * (kills + 1)) / writes);
    if (killed < Math.min(due, kills)) restarting ??= restart();
  };
  try {
    const waiting = chains.values();
    await Promise.all(
      Array.from({ length: CHAINS_AT_A_TIME }, async () => {
        for (const chain of waiting) {
          for (const step of chain) {
            if (!(await makeWrite(client, step, tally))) tally.wrong += 1;
            onAnswered();
          }
        }
      }),
    );
    await restarting;
  } finally {
    await client.close();
    await proxy.close();
    await server.stop();
  }
  const { wrong, calls } = tally;
  const done = tally.answered - wrong;
  return {
    done,
    wrong,
    calls,
    kills: killed,
    ...proxy.counts,
    ...(await inspect(directory, chains)),
  };
}

interface Step {
  readonly id: string;
  /** What to store under the id; undefined deletes. */
  readonly series: Series | undefined;
}

function chainOf(at: number, seed: number): readonly Step[] {
  const id = `chain-${at}`;
  const series = [...generatedSeries('bumps', { label: id, seed, count: (CHAIN_WRITES + 1) / 2 })];
  const steps: Step[] = [];
  for (const one of series) {
    if (steps.length > 0) steps.push({ id, series: undefined });
    steps.push({ id, series: one });
  }
  return steps;
}

/** Makes one write until it is answered; resolves to whether it was by the change. */
async function makeWrite(
  client: Client,
  { id, series }: Step,
  tally: { calls: number },
): Promise<boolean> {
  const request = createWriteName();
  for (let call = 1; ; call += 1) {
    try {
      if (series === undefined) return await client.delete(id, { request });
      return await client.insert(id, series, { request });
    } catch (error) {
      if (!(error instanceof ConnectionError)) return false;
      if (call === CALLS_MAX) throw error;
      tally.calls += 1;
    }
  }
}

/** The proxy cuts the first connection of all as well. */
async function connectThrough(port: number): Promise<Client> {
  const options = { timeoutMs: CALL_MS, tryTimeoutMs: TRY_MS };
  return connect({ host: '127.0.0.1', port }, options);
}

/** Compares what is stored with the ends of the chains. */
async function inspect(
  directory: string,
  chains: readonly (readonly Step[])[],
): Promise<Pick<RetriesFound, 'lost' | 'extra' | 'remembered' | 'faults'>> {
  const database = await openDatabase(directory);
  try {
    const ids = new Set(database.ids());
    let lost = 0;
    for (const chain of chains) {
      const { id, series } = chain.at(-1)!;
      const stored = ids.has(id) ? database.get(id).series : undefined;
      const same = stored?.values.every((value, at) => value === series?.values[at]);
      if (same !== true) lost += 1;
    }
    const { trees } = database.stats().file;
    const { faults } = await database.verify();
    return {
      lost,
      extra: ids.size - chains.filter(([step]) => ids.has(step!.id)).length,
      remembered: trees.find(({ tree }) => tree === 'writes')?.entries ?? 0,
      faults: faults.length,
    };
  } finally {
    await database.close();
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
