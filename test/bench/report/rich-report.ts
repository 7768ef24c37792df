import { type Cell, countedCell, type SuiteName, type Unit } from '../../../bench/cell.ts';
import type { BenchReport } from '../../../bench/index.ts';
import { createRandom } from '../../../server/index.ts';
import { FIXED_REPORT } from './fixed-report.ts';

/** What a made-up competitor does on a workload. */
interface Made {
  readonly suite: SuiteName;
  readonly competitor: string;
  readonly workload: string;
  readonly n: number;
  readonly unit: Unit;
  readonly median: number;
  readonly samples: number;
  /** Standard deviation of the logarithm of a sample. */
  readonly spread: number;
}

/** A report with something for every picture of the page; the same one for the same seed. */
export function richReport(seed: number): BenchReport {
  const random = createRandom(seed);
  const cell = ({ median, samples, spread, ...place }: Made): Cell =>
    countedCell(
      Array.from({ length: samples }, () => median * Math.exp(spread * random.normal())),
      { ...place, checksum: 1, note: undefined },
    );
  const cells = [...trees(), ...distances(), ...searches(), ...pings()].map(cell);
  return { ...FIXED_REPORT, suites: ['engines', 'kernel', 'search', 'server'], cells };
}

/** Heights as theory has them; the unbalanced tree of sorted keys leaves every picture. */
function trees(): readonly Made[] {
  const counted = { suite: 'engines', unit: 'nodes', samples: 1, spread: 0 } as const;
  return ['random', 'sorted'].flatMap((order) =>
    [256, 1_024, 4_096].flatMap((n): readonly Made[] => {
      const place = { ...counted, workload: `height, ${order}`, n };
      const high = order === 'random' ? 3 * Math.log2(n) : n;
      return [
        { ...place, competitor: 'red-black', median: 1.5 * Math.log2(n) },
        { ...place, competitor: 'unbalanced', median: Math.round(high) },
      ];
    }),
  );
}

/** One way whose time grows with the square of the length, and one with the length. */
function distances(): readonly Made[] {
  const timed = { suite: 'kernel', unit: 'ns per operation', samples: 30, spread: 0.02 } as const;
  return [64, 128, 256].flatMap((points): readonly Made[] => {
    const place = { ...timed, workload: `distance, ${points} points`, n: 1_000 };
    return [
      { ...place, competitor: 'plain', median: points ** 2 },
      { ...place, competitor: 'fast', median: 10 * points },
    ];
  });
}

function searches(): readonly Made[] {
  const place = { suite: 'search', workload: 'bumps, γ 1, 1-NN', n: 5_000 } as const;
  const shares = { scan: 100, filter: 2, shell: 8 };
  return Object.entries(shares).flatMap(([competitor, median]): readonly Made[] => [
    { ...place, competitor, unit: 'ms', median: median / 20, samples: 20, spread: 0.1 },
    {
      ...place,
      competitor,
      workload: `computed, ${place.workload}`,
      unit: '% of the collection',
      median,
      samples: 20,
      spread: competitor === 'scan' ? 0 : 0.1,
    },
  ]);
}

/** Pings that wait for every client where distances are computed inline, and for none in a pool. */
function pings(): readonly Made[] {
  return [1, 8, 64].flatMap((clients): readonly Made[] => {
    const workload = `ping beside scan, ${clients} clients`;
    const place = { suite: 'server', workload, n: 1_000, unit: 'ms', samples: 400 } as const;
    return [
      { ...place, competitor: 'red-black inline', median: 2.5 * clients, spread: 0.3 },
      { ...place, competitor: 'red-black pooled 2', median: 0.2, spread: 0.3 },
    ];
  });
}
