import { join } from 'node:path';
import { type Client, connect } from '../../client/index.ts';
import { createDatabase, type Series } from '../../server/index.ts';
import { CHECKSUM_START, mixNumber } from '../checksum.ts';
import { BenchError } from '../errors.ts';
import { startServer } from '../suites/server-process.ts';
import { GENERATED_LENGTH, generatedSeries } from '../workloads/index.ts';

/** Series that are there before the first insert, enough for vantage points. */
const SERIES_BEFORE = 256;

/** More series than anybody inserts. */
const COUNT_MAX: number = 2 ** 31;

/** Series that are read back and compared. */
const READ_BACK = 8;

export interface InsertsOptions {
  readonly engine: string;
  /** An empty folder. */
  readonly folder: string;
  /** Connections, each of which inserts the next series as soon as the last one is durable. */
  readonly clients: number;
  /** Windows, each a sample of the rate. */
  readonly windows: number;
  readonly windowMs: number;
  readonly seed: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  readonly onProgress: (line: string) => void;
}

/** What single inserts through a server came to. */
export interface InsertsFound {
  readonly checksum: number;
  /** Inserts that were acknowledged, each durable then. */
  readonly inserted: number;
  /** By window. */
  readonly perSecond: readonly number[];
  /** By insert, from the call to its acknowledgement. */
  readonly ms: readonly number[];
  /** What was written to the file, over the inserts. */
  readonly bytesPerInsert: number;
}

/**
 * Inserts series one by one from many connections, with 20 vantage points and γ = 10, into a server
 * that is a process of its own. Afterwards it must have as many as were acknowledged, and the first
 * of them unchanged.
 * @throws BenchError `SERVER_FAILED`, `DISAGREEMENT`.
 */
export async function measureInserts(options: InsertsOptions): Promise<InsertsFound> {
  const { engine, folder, clients: clientCount, seed, onProgress } = options;
  const directory = join(folder, 'collection');
  const database = await createDatabase(directory, { engine, length: GENERATED_LENGTH });
  const before = generatedSeries('bumps', { label: 'before', seed, count: SERIES_BEFORE });
  await Promise.all([...before].map((series, at) => database.insert(`before-${at}`, series)));
  await database.close();
  const server = await startServer(directory, ['--inline'], { readOnly: false });
  const clients: Client[] = [];
  try {
    while (clients.length < clientCount) clients.push(await connect(server.url));
    const written = await bytesWritten(clients[0]!);
    onProgress(`${clientCount} clients insert into ${engine}`);
    const { perSecond, ms } = await runWindows(clients, options);
    const bytes = (await bytesWritten(clients[0]!)) - written;
    const inserted = ms.length;
    const { series } = await clients[0]!.stats();
    if (series !== SERIES_BEFORE + inserted) {
      throw new BenchError(
        'DISAGREEMENT',
        `the server has ${String(series)} series after ${SERIES_BEFORE} and ${inserted} inserts`,
      );
    }
    const checksum = await readBack(clients[0]!, Math.min(READ_BACK, inserted), seed);
    return { checksum, inserted, perSecond, ms, bytesPerInsert: bytes / inserted };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
    await server.stop();
  }
}

async function runWindows(
  clients: readonly Client[],
  { windows, windowMs, seed, now, onProgress }: InsertsOptions,
): Promise<{ readonly perSecond: readonly number[]; readonly ms: readonly number[] }> {
  const source = insertedSeries(seed, COUNT_MAX);
  const perSecond: number[] = [];
  const ms: number[] = [];
  let number = 0;
  const next = (): { readonly id: string; readonly series: Series } => {
    number += 1;
    return { id: idOf(number), series: source.next().value as Series };
  };
  for (let window = 0; window < windows; window += 1) {
    const start = now();
    const end = start + windowMs;
    const already = ms.length;
    await Promise.all(
      clients.map(async (client) => {
        while (now() < end) {
          const { id, series } = next();
          const sent = now();
          await client.insert(id, series);
          ms.push(now() - sent);
        }
      }),
    );
    perSecond.push((1000 * (ms.length - already)) / (now() - start));
    onProgress(`window ${window + 1} of ${windows}: ${perSecond.at(-1)!.toFixed(0)} a second`);
  }
  return { perSecond, ms };
}

/** The checksum of the first `count` series that were inserted, as the server has them. */
async function readBack(client: Client, count: number, seed: number): Promise<number> {
  let checksum = CHECKSUM_START;
  let number = 0;
  for (const { values } of insertedSeries(seed, count)) {
    number += 1;
    const stored = await client.get(idOf(number));
    for (const [index, value] of values.entries()) {
      if (stored.values[index] !== value) {
        throw new BenchError('DISAGREEMENT', `${idOf(number)} is stored with other values`);
      }
      checksum = mixNumber(checksum, value);
    }
  }
  return checksum;
}

function insertedSeries(seed: number, count: number): Generator<Series, void> {
  return generatedSeries('bumps', { label: 'inserted', seed, count });
}

function idOf(number: number): string {
  return `inserted-${number}`;
}

/** What a server has written to its file since it opened it. */
async function bytesWritten(client: Client): Promise<number> {
  const { file } = await client.stats();
  const written = (file as { readonly bytesWritten?: unknown } | undefined)?.bytesWritten;
  if (typeof written === 'number') return written;
  throw new BenchError('SERVER_FAILED', 'the server does not say what it has written');
}
