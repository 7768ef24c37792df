import { describe, expect, it } from 'vitest';
import { type Judged, memoryCells, overwriteCells } from '../../../bench/endurance/cells.ts';
import type { MemoryFound } from '../../../bench/endurance/memory.ts';
import type { OverwritesFound } from '../../../bench/endurance/overwrites.ts';
import { evaluateTargets, targetsFor } from '../../../bench/targets.ts';

const MIB = 2 ** 20;

const MEMORY: MemoryFound = {
  entries: 10,
  checksum: 1,
  fileBytes: 2048 * MIB,
  baselineBytes: 100 * MIB,
  growthBytes: 160 * MIB,
  growthPerCacheByte: 1.25,
  samples: 3,
  pagesLoaded: 20,
  pagesEvicted: 10,
};

const OVERWRITES: OverwritesFound = {
  checksum: 1,
  commits: 2,
  liveBytes: 12 * MIB,
  fileBytesMost: 50 * MIB,
  compactions: 1,
  stallMsMost: 60,
  commitMs: [1, 2],
  viewMs: [0.1, 0.2],
  commitMsCompacting: [2],
  viewMsCompacting: [0.2],
};

function judged(suite: Judged['suite'], compacts: boolean): Judged {
  return { suite, engine: 'red-black', entries: 10, compacts };
}

function outcomes(cells: Parameters<typeof evaluateTargets>[1]): unknown {
  const results = evaluateTargets(targetsFor(['red-black']), cells);
  return results.map(({ suite, name, value, met }) => ({ suite, name, value, met }));
}

describe('memoryCells', () => {
  it('are judged by the growth over the budget', () => {
    const name = 'resident growth per byte of cache: red-black';
    for (const [growthPerCacheByte, met] of [
      [1.25, true],
      [1.51, false],
    ] as const) {
      const cells = memoryCells({ ...MEMORY, growthPerCacheByte }, judged('memory', true));
      expect(outcomes(cells)).toEqual([{ suite: 'memory', name, value: growthPerCacheByte, met }]);
    }
  });
});

describe('overwriteCells', () => {
  it.each(['engines', 'overwrites'] as const)('are judged in %s by size and by stall', (suite) => {
    const { cells, skips } = overwriteCells(OVERWRITES, judged(suite, true));
    expect(outcomes(cells)).toEqual([
      // 50 MiB of the 3 × 12 + 64 that there may be.
      { suite, name: 'overwrites, file per 3 × live + 64 MiB: red-black', value: 0.5, met: true },
      { suite, name: 'overwrites, longest stall: red-black', value: 60, met: false },
    ]);
    expect(cells.map(({ workload }) => workload)).toContain('compacting, view');
    expect(skips).toEqual([]);
  });

  it('say why nothing is judged of an engine that does not compact', () => {
    const { cells, skips } = overwriteCells(
      { ...OVERWRITES, commitMsCompacting: [], viewMsCompacting: [] },
      judged('overwrites', false),
    );
    expect(cells.map(({ workload }) => workload)).not.toContain('compacting, view');
    expect(skips.map(({ workload, reason }) => `${workload}: ${reason}`)).toEqual([
      'overwrites, file per 3 × live + 64 MiB: the engine does not compact: the file grew to ' +
        `${50 * MIB} bytes, ${12 * MIB} live`,
      'compacting: no compaction was under way while it ran',
    ]);
  });
});
