import { readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { DatabaseError } from '../errors.ts';
import type { SqlConnection, SqlPlace } from './connection.ts';
import { SQL_LIMITS } from './limits.ts';
import type { PgliteReply, PgliteRequest } from './pglite-worker.ts';
import { beginTransaction } from './session.ts';

/** Where an embedded Postgres is kept in a data directory. */
const DIRECTORY = 'metadata.pglite';

/** In it the files of Postgres, and the boot of the machine in which they were made. */
const DATA = 'data';
const BOOT = 'boot';

const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './pglite-worker.ts' : './pglite-worker.js',
  import.meta.url,
);

/** A thread does not inherit the loader that its parent reads TypeScript with. */
const FROM_SOURCE = new URL('../pool/run-from-source.mjs', import.meta.url).href;

/**
 * PGlite, a Postgres in WebAssembly, in a thread of its own. It locks nothing, so `path`, the data
 * directory, must be open for writing by this process and so be locked. It syncs nothing, which a
 * process that is killed does not harm; but what a machine that was started anew has of its files
 * may be any mixture, and is removed unread.
 * @param path undefined for a database in memory
 */
export function pglitePlace(path: string | undefined): SqlPlace {
  if (path === undefined) {
    return { connect: () => start(undefined), reset: () => Promise.resolve() };
  }
  const directory = join(path, DIRECTORY);
  const reset = async (): Promise<void> => {
    // First, so that what a kill leaves of the rest counts for nothing.
    await rm(join(directory, BOOT), { force: true });
    await rm(directory, { recursive: true, force: true });
  };
  return { connect: () => startIn(directory, reset), reset };
}

/** Starts on the files in `directory` if they are whole and of this boot, else on none. */
async function startIn(directory: string, reset: () => Promise<void>): Promise<SqlConnection> {
  const boot = bootId();
  const place = join(directory, BOOT);
  const found = await readFile(place, 'utf8').catch(() => undefined);
  if (found === boot) return start(join(directory, DATA));
  await reset();
  await mkdir(directory, { mode: 0o700 });
  const connection = await start(join(directory, DATA));
  try {
    // Last, so that what a kill leaves of files that were being made is not taken for a Postgres.
    await writeFile(place, boot, { mode: 0o600 });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function start(directory: string | undefined): Promise<SqlConnection> {
  const worker = new Worker(WORKER, {
    workerData: { directory },
    ...(WORKER.pathname.endsWith('.ts') ? { execArgv: ['--import', FROM_SOURCE] } : {}),
  });
  const waiting: { readonly resolve: (reply: PgliteReply) => void }[] = [];
  let died: string | undefined;
  const end = (reason: string): void => {
    died ??= reason;
    for (const { resolve } of waiting.splice(0)) resolve({ tag: 'failed', message: died });
  };
  worker.on('message', (reply: PgliteReply) => waiting.shift()?.resolve(reply));
  worker.on('error', (error: Error) => end(error.message));
  worker.on('exit', () => end('the thread of the embedded Postgres ended'));
  const ask = async (request: PgliteRequest): Promise<PgliteReply> => {
    if (died !== undefined) return { tag: 'failed', message: died };
    return new Promise((resolve) => {
      waiting.push({ resolve });
      worker.postMessage(request, []);
    });
  };
  const close = async (): Promise<void> => {
    // A thread in the middle of a statement hears nothing.
    const goodbye = setTimeout(SQL_LIMITS.goodbyeMs, undefined, { ref: false });
    await Promise.race([ask({ tag: 'close' }), goodbye]);
    await worker.terminate();
  };
  const opened = await ask({ tag: 'open' });
  if (opened.tag === 'failed') {
    await close();
    throw new DatabaseError('SQL_FAILED', `the embedded Postgres: ${opened.message}`);
  }
  const query: SqlConnection['query'] = async (text, params = []) => {
    const reply = await ask({ tag: 'query', text, params });
    if (reply.tag === 'rows') return reply.rows;
    const reason = reply.tag === 'failed' ? reply.message : 'it gave no rows';
    throw new DatabaseError('SQL_FAILED', `the embedded Postgres: ${reason}`);
  };
  return { begin: () => beginTransaction(query), query, close };
}

/** Another for each start of the machine, or of this process where there is none. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return `process ${process.pid} ${performance.timeOrigin}`;
  }
}
