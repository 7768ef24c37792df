import { type Cell, UNITS } from '../../cell.ts';
import {
  describeGroup,
  formatChecksum,
  formatCount,
  formatQuantity,
  formatRatio,
} from '../format.ts';
import { percentilesOf } from '../percentiles.ts';
import type { CellGroup } from '../report.ts';
import { bestFirst } from '../verdict.ts';
import { type BaselineOf, describeBeside, renderBars } from './bars.ts';
import type { Marks } from './marks.ts';
import { escapeHtml, type HtmlCell, renderHtmlTable, renderNumbers } from './markup.ts';
import { hasDistribution, renderPercentileCurves } from './percentile-curves.ts';

/** What pictures need besides their numbers. */
export interface Look {
  readonly marks: Marks;
  readonly baselineOf: BaselineOf;
}

/** A figure for each group with something to compare, in panels; then one table of the others. */
export function renderWorkloads(groups: readonly CellGroup[], look: Look): readonly string[] {
  const compared = groups.filter(({ cells }) => cells.length > 1);
  const alone = groups.filter(({ cells }) => cells.length === 1);
  return [
    ...(compared.length === 0
      ? []
      : [
          '<h3>Every workload</h3>',
          '<p class="faint">Best on top. A bar reaches to the median, the dark band over its end is the ' +
            '95 % interval of the median, and the thin line goes to the p99, with an arrow where it ' +
            'leaves the picture. Unclear means that the intervals overlap, or that there are fewer ' +
            'than three samples.</p>',
          '<div class="panels">',
          ...compared.map((group) => renderGroup(group, look)),
          '</div>',
        ]),
    ...renderAlone(alone),
  ];
}

function renderGroup(group: CellGroup, look: Look): string {
  return [
    '<figure>',
    `<figcaption>${escapeHtml(group.workload)} <small>${escapeHtml(conditionsOf(group))}</small></figcaption>`,
    renderBars(group, look),
    hasDistribution(group) ? renderPercentileCurves(group, look.marks) : '',
    renderNumbers(tableOf(group, look.baselineOf)),
    '</figure>',
  ].join('\n');
}

/** What a caption says beside the workload. */
function conditionsOf({ n, unit, operationsPerSample }: CellGroup): string {
  const { short, better } = UNITS[unit];
  const means = operationsPerSample === 1 ? '' : `, means of ${formatCount(operationsPerSample)}`;
  return `n ${formatCount(n)}; ${short}${means}; ${better} is better`;
}

function tableOf(group: CellGroup, baselineOf: BaselineOf): string {
  const { unit } = group;
  const cells = bestFirst(group.cells);
  const noted = cells.some(({ note }) => note !== undefined);
  const baselines = new Set(cells.map(baselineOf));
  const [baseline] = baselines;
  const over = baselines.size === 1 ? `× ${baseline?.competitor}` : '× baseline';
  const head = [
    'competitor',
    ...percentilesOf(group, 'enough').map(({ name }) => `${name} ${UNITS[unit].short}`),
    '95 % of p50',
    'samples',
    over,
    'beside it',
    'checksum',
    ...(noted ? ['note'] : []),
  ];
  return renderHtmlTable(
    head,
    cells.map((cell) => rowOf(cell, baselineOf(cell), noted)),
  );
}

function rowOf(cell: Cell, baseline: Cell | undefined, noted: boolean): readonly HtmlCell[] {
  return [
    cell.competitor,
    ...percentilesOf(cell, 'enough').map(({ of }) => formatQuantity(of(cell))),
    intervalOf(cell),
    formatCount(cell.samples),
    baseline === undefined ? '-' : formatRatio(cell.p50 / baseline.p50),
    describeBeside(cell, baseline),
    formatChecksum(cell.checksum),
    ...(noted ? [{ text: cell.note ?? '', style: 'note' }] : []),
  ];
}

/** What was measured of one competitor only: numbers without a picture. */
function renderAlone(groups: readonly CellGroup[]): readonly string[] {
  if (groups.length === 0) return [];
  const rows = groups.map((group): readonly HtmlCell[] => {
    const [cell] = group.cells;
    const { competitor, unit, p50, worst, samples, note } = cell!;
    return [
      describeGroup(group),
      competitor,
      formatQuantity(p50),
      intervalOf(cell!),
      formatQuantity(worst),
      UNITS[unit].short,
      formatCount(samples),
      { text: note ?? '', style: 'note' },
    ];
  });
  const head = ['workload', 'of', 'p50', '95 % of p50', 'worst', 'unit', 'samples', 'note'];
  return [
    '<h3>Measured of one competitor only</h3>',
    renderNumbers(renderHtmlTable(head, rows), `${formatCount(groups.length)} workloads`),
  ];
}

function intervalOf({ p50Interval, samples }: Cell): string {
  return samples === 1 ? '-' : p50Interval.map(formatQuantity).join(' – ');
}
