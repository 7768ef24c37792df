import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, connect } from '../../client/index.ts';
import { createDatabase, type Series } from '../../server/index.ts';
import { CHECKSUM_START, mixNumber } from '../checksum.ts';
import { BenchError } from '../errors.ts';
import { startServer } from '../suites/server/process.ts';
import { GENERATED_LENGTH, generatedSeries } from '../workloads/index.ts';
import { type Asked, askBeside } from './bystander.ts';
import { FileSize } from './file-size.ts';

/** The engine file of a data directory. */
const COLLECTION_FILE = 'collection.vantage';

/** Series that are there before the first insert, enough for vantage points. */
const SERIES_BEFORE = 256;

/** More series than anybody inserts. */
const COUNT_MAX: number = 2 ** 31;

/** Series that are read back and compared. */
const READ_BACK = 8;

/** How long is asked when all inserts are done, in milliseconds. */
const REST_MS = 2_000;

export interface InsertsOptions {
  readonly engine: string;
  /** An empty folder. */
  readonly folder: string;
  /** Connections, each of which inserts the next series as soon as the last one is durable. */
  readonly clients: number;
  /** Windows, each a sample of the rate. */
  readonly windows: number;
  readonly windowMs: number;
  /** Inserted series that stay: beyond so many, each insert is followed by a delete of the oldest. */
  readonly kept: number;
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
  /** Queries on a connection of its own beside the inserts, and after them. */
  readonly beside: Asked;
  readonly atRest: Asked;
  readonly fileBytesMost: number;
  readonly liveBytes: number;
  readonly compactions: number;
}

/**
 * Inserts series one by one from many connections, with 20 vantage points and γ = 10, into a server
 * that is a process of its own, while a bystander asks for neighbours. Afterwards it must have as many as were acknowledged, and the first
 * of them unchanged.
 * @throws BenchError `SERVER_FAILED`, `DISAGREEMENT`.
 */
export async function measureInserts(options: InsertsOptions): Promise<InsertsFound> {
  const { engine, folder, clients: clientCount, seed, onProgress } = options;
  const directory = join(folder, 'collection');
  const database = await createDatabase(directory, { engine, length: GENERATED_LENGTH });
  const stored = [...generatedSeries('bumps', { label: 'before', seed, count: SERIES_BEFORE })];
  const ids = stored.map((_, at) => `before-${at}`);
  await Promise.all(stored.map((series, at) => database.insert(ids[at]!, series)));
  await database.close();
  const server = await startServer(directory, ['--inline'], { readOnly: false });
  const clients: Client[] = [];
  try {
    while (clients.length < clientCount) clients.push(await connect(server.url));
    const bystander = await connect(server.url);
    clients.push(bystander);
    const before = await fileOf(bystander);
    onProgress(`${clientCount} clients insert into ${engine}`);
    const size = new FileSize(join(directory, COLLECTION_FILE));
    const asking = { size, now: options.now };
    const inserting = runWindows(clients.slice(0, clientCount), options);
    const beside = await askBeside(bystander, ids, { ...asking, ends: inserting });
    const { perSecond, ms } = await inserting;
    const written = (await fileOf(bystander)).bytesWritten - before.bytesWritten;
    const atRest = await askBeside(bystander, ids, { ...asking, ends: sleep(REST_MS) });
    const inserted = ms.length;
    const { series } = await bystander.stats();
    const expected = SERIES_BEFORE + Math.min(inserted, options.kept);
    if (series !== expected) {
      throw new BenchError(
        'DISAGREEMENT',
        `the server has ${String(series)} series where there should be ${expected}`,
      );
    }
    const checksum = await readBack(bystander, inserted, options);
    return {
      checksum,
      inserted,
      perSecond,
      ms,
      bytesPerInsert: written / inserted,
      beside,
      atRest,
      fileBytesMost: size.most,
      liveBytes: (await fileOf(bystander)).bytesLive,
      compactions: size.falls,
    };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
    await server.stop();
  }
}

async function runWindows(
  clients: readonly Client[],
  { windows, windowMs, kept, seed, now, onProgress }: InsertsOptions,
): Promise<{ readonly perSecond: readonly number[]; readonly ms: readonly number[] }> {
  const source = insertedSeries(seed, COUNT_MAX);
  const perSecond: number[] = [];
  const ms: number[] = [];
  let number = 0;
  for (let window = 0; window < windows; window += 1) {
    const start = now();
    const end = start + windowMs;
    const already = ms.length;
    await Promise.all(
      clients.map(async (client) => {
        while (now() < end) {
          number += 1;
          const own = number;
          const series = source.next().value as Series;
          const sent = now();
          await client.insert(idOf(own), series);
          ms.push(now() - sent);
          if (own > kept) await client.delete(idOf(own - kept));
        }
      }),
    );
    perSecond.push((1000 * (ms.length - already)) / (now() - start));
    onProgress(`window ${window + 1} of ${windows}: ${perSecond.at(-1)!.toFixed(0)} a second`);
  }
  return { perSecond, ms };
}

/** The checksum of the first series that stayed, of `inserted`, as the server has them. */
async function readBack(
  client: Client,
  inserted: number,
  { kept, seed }: InsertsOptions,
): Promise<number> {
  const gone = Math.max(0, inserted - kept);
  let checksum = CHECKSUM_START;
  let number = 0;
  for (const { values } of insertedSeries(seed, Math.min(inserted, gone + READ_BACK))) {
    number += 1;
    if (number <= gone) continue;
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

/** What a server says of its file: bytes written since it opened it, and bytes that are live. */
async function fileOf(
  client: Client,
): Promise<{ readonly bytesWritten: number; readonly bytesLive: number }> {
  const { file } = await client.stats();
  const { bytesWritten, bytesLive } = { ...(file as Readonly<Record<string, unknown>>) };
  if (typeof bytesWritten === 'number' && typeof bytesLive === 'number') {
    return { bytesWritten, bytesLive };
  }
  throw new BenchError('SERVER_FAILED', 'the server does not say what it has written');
}
