import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importMetadata } from '../../../client/collection/import-metadata.ts';
import { openDirectory } from '../../../client/collection/open-source.ts';
import type { Source } from '../../../client/collection/source.ts';
import { createDatabase, uniformSeries } from '../../../server/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';

const scratch = scratchDirectory('import-metadata');
const COUNT = 300;

/** A collection of series s0, s1, … in a directory of its own. */
async function collection(name: string): Promise<Source> {
  const path = join(scratch, name);
  const database = await createDatabase(path, { length: 3 });
  const series = uniformSeries([1, 2, 4]);
  await Promise.all(Array.from({ length: COUNT }, (_, at) => database.insert(`s${at}`, series)));
  await database.close();
  return openDirectory(path, 'write');
}

function fileWith(name: string, lines: readonly string[]): string {
  const path = join(scratch, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

const rows = Array.from({ length: COUNT }, (_, at) => `s${at},${at}`);

describe('an import of metadata', () => {
  it('sets every row before the first that is refused, and leaves none under way', async () => {
    const source = await collection('refused');
    try {
      for (const at of [0, 1, 255, 256, COUNT]) {
        const table = fileWith('refused.csv', ['id,at', ...rows.toSpliced(at, 0, 'nobody,1')]);
        const error: unknown = await importMetadata(source, [table]).catch((thrown) => thrown);
        expect(error).toMatchObject({
          name: 'PartialError',
          message: expect.stringContaining(`refused.csv:${at + 2}: no series has the id "nobody"`),
          cause: { code: 'NOT_FOUND' },
        });
        const where = `(< at ${at})`;
        const choice = { where, fields: ['id'], sort: undefined, limit: 1, offset: undefined };
        expect(await source.select(choice)).toMatchObject({ total: at });
      }
    } finally {
      await source.close();
    }
  });

  it('counts the rows of all files, also in an error', async () => {
    const source = await collection('counted');
    try {
      const whole = fileWith('whole.csv', ['id,at', ...rows]);
      const some = fileWith('some.csv', ['id,at', 's0,0', 's1,7', 'nobody,1']);
      expect(await importMetadata(source, [whole, whole])).toEqual({ updated: COUNT, same: COUNT });
      await expect(importMetadata(source, [whole, some])).rejects.toMatchObject({
        message: expect.stringContaining('(rows: 1 updated; 301 had these values; '),
        progress: { updated: 1, same: COUNT + 1 },
      });
    } finally {
      await source.close();
    }
  });
});
