import { parentPort, workerData } from 'node:worker_threads';
import type { PGlite } from '@electric-sql/pglite';
import type { SqlRow } from './connection.ts';

/** What the thread is asked for; it answers each with one reply, in their order. */
export type PgliteRequest =
  | { readonly tag: 'open' | 'close' }
  | { readonly tag: 'query'; readonly text: string; readonly params: readonly string[] };

export type PgliteReply =
  | { readonly tag: 'done' }
  | { readonly tag: 'rows'; readonly rows: readonly SqlRow[] }
  | { readonly tag: 'failed'; readonly message: string };

const { directory } = workerData as { readonly directory: string | undefined };
let database: PGlite | undefined;
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: PgliteRequest) => {
  last = last.then(async () => parentPort?.postMessage(await answer(request), []));
});

async function answer(request: PgliteRequest): Promise<PgliteReply> {
  try {
    return await carryOut(request);
  } catch (error) {
    return { tag: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

async function carryOut(request: PgliteRequest): Promise<PgliteReply> {
  if (request.tag === 'query') {
    if (database === undefined) throw new Error('it is not open');
    const { rows } = await database.query<SqlRow>(request.text, [...request.params]);
    return { tag: 'rows', rows };
  }
  if (request.tag === 'close') await database?.close();
  else
    database = await (await load()).PGlite.create(
      directory === undefined ? {} : { dataDir: directory },
    );
  return { tag: 'done' };
}

async function load(): Promise<typeof import('@electric-sql/pglite')> {
  try {
    return await import('@electric-sql/pglite');
  } catch (cause) {
    const advice = 'add it with: npm install @electric-sql/pglite@0.5.14';
    throw new Error(`it needs the package @electric-sql/pglite; ${advice}`, { cause });
  }
}
