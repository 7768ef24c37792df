/*
 * A program that opens a data directory with an embedded Postgres, `tries` times in a row, and tells
 * how many were refused since another process has it:
 *
 *     refused N
 *     opened N
 *     wrong TEXT   one failed in another way
 */
import { writeSync } from 'node:fs';
import { EngineError } from '../../engines/index.ts';
import { openDatabase } from '../../server/index.ts';

export interface MetadataRefusalsOptions {
  readonly path: string;
  readonly tries: number;
}

const { path, tries } = JSON.parse(process.argv[2] ?? '{}') as MetadataRefusalsOptions;
let refused = 0;
let opened = 0;
for (let attempt = 0; attempt < tries; attempt += 1) {
  try {
    const database = await openDatabase(path, { metadata: 'pglite' });
    opened += 1;
    await database.close();
  } catch (error) {
    if (error instanceof EngineError && error.code === 'LOCKED') refused += 1;
    else writeSync(1, `wrong ${String(error)}\n`);
  }
}
writeSync(1, `refused ${refused}\nopened ${opened}\n`);
