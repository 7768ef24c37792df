import type { Cell } from '../cell.ts';
import { formatCount, formatQuantity, formatRatio } from './format.ts';

const STRATEGIES = ['scan', 'auto', 'filter', 'shell', 'ball'] as const;

/** What the columns of `searchSummary` are. */
export const SUMMARY_HEAD: readonly string[] = [
  'search, p50 ms',
  ...STRATEGIES,
  'scan ÷ auto',
  '% computed',
];

/**
 * A line for each search that every strategy was timed on: the medians, how many times faster `auto`
 * is than a scan, and the mean share of the collection that it computed a distance to. The names
 * stand behind `indent`.
 */
export function searchSummary(
  cells: readonly Cell[],
  indent: string,
): readonly (readonly string[])[] {
  const own = cells.filter(({ suite }) => suite === 'search');
  const find = (like: Pick<Cell, 'workload' | 'n'>, competitor: string): Cell | undefined =>
    own.find(
      (cell) =>
        cell.workload === like.workload && cell.n === like.n && cell.competitor === competitor,
    );
  return own.flatMap((scan): readonly (readonly string[])[] => {
    if (scan.competitor !== 'scan' || scan.unit !== 'ms') return [];
    const { workload, n } = scan;
    const medians = STRATEGIES.map((name) => find(scan, name)?.p50);
    const [, auto] = medians;
    const share = find({ workload: `computed, mean by draw, ${workload}`, n }, 'auto');
    if (auto === undefined || share === undefined) return [];
    return [
      [
        `${indent}${workload}, n ${formatCount(n)}`,
        ...medians.map((ms) => (ms === undefined ? '-' : formatQuantity(ms))),
        formatRatio(scan.p50 / auto),
        formatQuantity(share.p50),
      ],
    ];
  });
}
