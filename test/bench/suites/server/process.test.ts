import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startServer } from '../../../../bench/suites/server/process.ts';

it('fails with what a server that does not start wrote', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vantage-test-'));
  try {
    const starting = startServer(join(folder, 'nothing-here'), ['--inline']);
    await expect(starting).rejects.toMatchObject({ code: 'SERVER_FAILED' });
    await expect(starting).rejects.toThrow(
      /did not become ready; it wrote: .*nothing-here is not a data directory/s,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
