import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { countedCell } from '../../cell.ts';
import { checksumOf } from './competitors.ts';
import type { Run } from './run.ts';
import type { Filled } from './states.ts';

/** Counts the bytes that files with all entries take, over the bytes of keys and values. */
export function countSpace(
  run: Run,
  files: readonly Filled[],
  workload: string,
  noteOn?: (file: Filled) => string | undefined,
): void {
  const { ascending } = run.data;
  const checksum = checksumOf(ascending);
  for (const file of files) {
    run.cells.push(
      countedCell([bytesAt(file.path) / rawBytes(run)], {
        suite: 'engines',
        competitor: file.contender.manifest.name,
        workload,
        n: ascending.length,
        unit: 'bytes per byte',
        checksum,
        note: noteOn?.(file),
      }),
    );
  }
}

/** Bytes of keys and values of all entries. */
export function rawBytes({ data }: Run): number {
  return data.entries.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
}

/** Bytes of all files of a store, which has its folder to itself. */
export function bytesAt(path: string): number {
  const folder = dirname(path);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
}
