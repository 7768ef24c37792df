import type { Launch } from '../../../bench/compare/launch.ts';
import { createRandom } from '../../../server/index.ts';
import { FIXED_REPORT } from '../report/fixed-report.ts';

/** What a made-up process measured: medians by competitor, all on one workload, in ns. */
export function launchOf(medians: Readonly<Record<string, number>>, checksum = 1): Launch {
  const cells = Object.entries(medians).map(([competitor, p50]) => ({
    suite: 'engines' as const,
    competitor,
    workload: 'get',
    n: 100,
    unit: 'ns per operation' as const,
    p50,
    checksum,
  }));
  return { environment: FIXED_REPORT.environment, size: 'quick', seed: 1, cells };
}

/**
 * Launches of `cells` competitors that take about 1,000 ns, as processes differ: each by some percent,
 * and now and then one by a lot more.
 */
export function noisyLaunches(
  count: number,
  {
    cells,
    seed,
    factor = () => 1,
  }: {
    readonly cells: number;
    readonly seed: number;
    /** What the code takes more, by cell. */
    readonly factor?: (cell: number) => number;
  },
): readonly Launch[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const disturbed = random.uniform() < 0.1 ? 1.5 : 1;
    return launchOf(
      Object.fromEntries(
        Array.from({ length: cells }, (_, cell) => {
          const noise = 1 + 0.04 * random.normal();
          return [`cell ${cell}`, 1_000 * factor(cell) * disturbed * noise];
        }),
      ),
    );
  });
}
