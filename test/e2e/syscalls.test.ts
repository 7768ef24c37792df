import { describe, expect, it } from 'vitest';
import { registeredEngines } from '../../engines/index.ts';
import { lieAtWrite, writeSizes } from '../../props/processes/lying-writes.ts';
import { failSync } from '../../props/processes/sync-failures.ts';
import { watchSyncs } from '../../props/processes/sync-order.ts';
import { killAtSyscall } from '../../props/processes/syscall-kills.ts';
import { tracingMissing } from '../../props/processes/tracing.ts';

const SEED = Number(process.env['VANTAGE_SEED']);
const missing = tracingMissing();
const engines = registeredEngines().map(({ manifest }) => manifest.name);
const title = `system calls of a process of %s, seed ${SEED}`;

describe.skipIf(missing !== undefined).each(engines)(
  missing === undefined ? title : `SKIP (${missing}): ${title}`,
  (engine) => {
    it.each([
      ['pwrite64', 2],
      ['pwrite64', 9],
      ['fdatasync', 4],
      ['fdatasync', 7],
      ['rename', 1],
      ['fsync', 1],
    ] as const)('leave whole what was acknowledged, killed at %s %i', async (call, when) => {
      const kill = await killAtSyscall({ engine, seed: SEED, commits: 30, call, when });

      expect(kill).toEqual({ killed: true, violations: [] });
    });

    it.each([1, 4, 7])('stop for good at a failed sync: EIO at number %i', async (when) => {
      expect(await failSync({ engine, seed: SEED, when })).toEqual({
        failed: true,
        violations: [],
      });
    });

    it('sync what they wrote before they acknowledge it', async () => {
      const order = await watchSyncs({ engine, seed: SEED, commits: 60 });

      expect(order.violations).toEqual([]);
      expect(order.acknowledged).toBeGreaterThan(20);
    });

    it('lose no write unnoticed that claims to be done', async () => {
      const run = { engine, seed: SEED, commits: 8 };
      const sizes = await writeSizes(run);
      const outcomes: string[] = [];
      for (const place of [1, 4, 6]) {
        const bytes = sizes[place]!;
        outcomes.push(await lieAtWrite(run, { when: place + 1, bytes }));
      }

      expect(outcomes).toContain('found');
      expect(outcomes).not.toContain('silent');
    });
  },
);

describe.skipIf(missing !== undefined)('the watch over system calls', () => {
  it('finds a process that acknowledges without a sync', async () => {
    const order = await watchSyncs({
      engine: 'red-black',
      seed: SEED,
      commits: 10,
      fault: 'never-syncs',
    });

    expect(order.violations.length).toBeGreaterThan(0);
  });

  it('finds a process that acknowledges before it writes, killed at a write', async () => {
    const found: string[] = [];
    for (let when = 5; when < 12 && found.length === 0; when += 1) {
      const options = { engine: 'red-black', seed: SEED, commits: 10, when } as const;
      const fault = 'acknowledges-early';
      const { violations } = await killAtSyscall({ ...options, call: 'pwrite64', fault });
      found.push(...violations);
    }

    expect(found.length).toBeGreaterThan(0);
  });
});
