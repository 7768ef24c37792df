import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { measureIdle } from '../../../../bench/suites/server/idle.ts';

it('says how many descriptors are missing where there cannot be as many connections', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vantage-test-'));
  try {
    const idleConnections = 2 ** 60;
    const found = await measureIdle(join(folder, 'nothing'), { idleConnections, idleServers: 1 });
    expect(found).toMatchObject({
      tag: 'skip',
      skip: { n: idleConnections, reason: expect.stringMatching(/^SKIP: it takes .* may have \d/) },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
