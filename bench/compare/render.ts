import { UNITS } from '../cell.ts';
import { columnsOf, printable, wrap } from '../report/columns.ts';
import { formatCount, formatQuantity } from '../report/format.ts';
import type { Compared } from './compare.ts';
import type { Judged } from './judge.ts';

const WIDTH_MAX = 100;
const INDENT = '  ';

/**
 * What a comparison found as plain text, 100 characters wide at most: the cells that differ, the
 * losses first and the greatest of them on top, what could not be judged, and the count of all.
 */
export function renderCompared(
  compared: Compared,
  { effectLeast }: { readonly effectLeast: number },
): string {
  const { judged, unjudged, launches, differences } = compared;
  const found = (verdict: Judged['verdict']): readonly Judged[] =>
    judged
      .filter((cell) => cell.verdict === verdict)
      .toSorted((a, b) => Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio)));
  const differing = [...found('worse'), ...found('better')];
  const count = (verdict: Judged['verdict']): string => formatCount(found(verdict).length);
  const lines = [
    ...differences.map((difference) => `WARNING: the launches are not alike: ${difference}`),
    ...tableOf(differing),
    ...unjudged.map(({ competitor, workload, n, reason }) => {
      return `not judged: ${competitor}, ${workload}, n ${formatCount(n)}: ${reason}`;
    }),
    `${formatCount(judged.length)} cells in ${launches.base} launches of the base and ` +
      `${launches.head} of the head: ${count('worse')} worse, ${count('better')} better, ` +
      `${count('same')} the same or less than ${100 * effectLeast} % apart`,
  ];
  return lines
    .flatMap((line) => wrap(printable(line), WIDTH_MAX, INDENT))
    .map((line) => `${line}\n`)
    .join('');
}

function tableOf(cells: readonly Judged[]): readonly string[] {
  if (cells.length === 0) return [];
  const head = ['', 'base', 'head', '', 'head ÷ base', 'chance'];
  const rows = cells.map(({ competitor, workload, n, unit, base, head: after, ...found }) => [
    `${found.verdict}: ${competitor}, ${workload}, n ${formatCount(n)}`,
    formatQuantity(base),
    formatQuantity(after),
    UNITS[unit].short,
    found.ratio.toFixed(2),
    found.chance.toPrecision(1),
  ]);
  const columns = columnsOf([head, ...rows], WIDTH_MAX);
  return [head, ...rows].map(columns.lineOf);
}
