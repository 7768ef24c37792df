import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../command-line/package-files.ts';
import type { Sample } from './samples.ts';

/** A collection in memory with the page before it. */
export interface ServedPage {
  /** Where a browser finds it. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the stored series of a sample, and the page to look at them, on free ports. */
export async function servePage({ length, stored }: Sample): Promise<ServedPage> {
  const { createDatabase, serve } = await import('../../server/index.ts');
  const database = await createDatabase(undefined, { length, workers: 1 });
  try {
    await Promise.all(stored.map(({ id, series }) => database.insert(id, series)));
    await database.chooseVantagePoints();
    const results = join(packageRoot(), 'bench/results');
    const reports = existsSync(results) ? results : undefined;
    const server = await serve(database, { port: 0, web: { port: 0, reports } });
    return {
      url: server.webUrl ?? server.url,
      async close() {
        await server.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
