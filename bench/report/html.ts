import { type Cell, type SuiteName, UNITS } from '../cell.ts';
import {
  describeGroup,
  describeRun,
  describeSkip,
  formatBound,
  formatChecksum,
  formatCount,
  formatOutcome,
  formatQuantity,
  formatRatio,
  formatValue,
} from './format.ts';
import { type Colours, coloursOf, renderChart } from './html-chart.ts';
import { STYLE } from './html-style.ts';
import { escapeHtml, type HtmlCell, renderHtmlTable } from './html-text.ts';
import { percentilesOf } from './percentiles.ts';
import { type BenchReport, baselineOf, type CellGroup, groupCells } from './report.ts';

export interface HtmlOptions {
  /** Competitor that the others are divided by, where it took part. Default: the first. */
  readonly baseline?: string | undefined;
}

/**
 * The report as one page that needs nothing else, no network and no script: a picture for each
 * workload with its numbers beneath, the targets, and who, where and when.
 */
export function renderHtml(report: BenchReport, options: HtmlOptions = {}): string {
  const groups = groupCells(report.cells);
  const [title = '', ...lines] = describeRun(report);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // Holds the page to what it promises.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(title)}</title>`,
    `<style>\n${STYLE}\n</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${escapeHtml(title)}</h1>`,
    ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
    ...renderTargets(report),
    ...report.suites.flatMap((suite) => {
      const members = groups.filter((group) => group.suite === suite);
      return renderSuite(suite, members, options.baseline);
    }),
    ...renderSkips(report),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function renderTargets({ targets }: BenchReport): readonly string[] {
  if (targets.length === 0) return [];
  const rows = targets.map((target): readonly HtmlCell[] => [
    target.name,
    formatValue(target),
    formatBound(target.bound, target.limit),
    formatBound(target.bound, target.aim),
    target.met === undefined
      ? { text: `${formatOutcome(target)}: ${target.reason}`, style: 'note' }
      : { text: formatOutcome(target), style: formatOutcome(target) },
  ]);
  return [
    '<section>',
    '<h2>Targets</h2>',
    renderHtmlTable(['a cell, or the ratio of two', 'value', 'limit', 'aim', 'result'], rows),
    '</section>',
  ];
}

function renderSuite(
  suite: SuiteName,
  groups: readonly CellGroup[],
  baseline: string | undefined,
): readonly string[] {
  if (groups.length === 0) return [];
  const colours = coloursOf(groups.flatMap((group) => group.cells));
  return [
    '<section>',
    `<h2>${escapeHtml(suite)}</h2>`,
    '<p>A bar reaches to the median (p50), its whisker from there to what 99 of 100 samples are ' +
      'at least as good as (p99). A whisker with an arrow goes on beyond the picture.</p>',
    ...groups.map((group) => renderGroup(group, colours, baseline)),
    '</section>',
  ];
}

function renderGroup(group: CellGroup, colours: Colours, wanted: string | undefined): string {
  const { unit, cells } = group;
  const { short, better } = UNITS[unit];
  const baseline = baselineOf(group, wanted) ?? cells[0]!;
  const noted = cells.some((cell) => cell.note !== undefined);
  const head = [
    'competitor',
    ...percentilesOf(group, 'enough').map(({ name }) => `${name} ${short}`),
    '95 % of p50',
    'samples',
    `× ${baseline.competitor}`,
    'checksum',
    ...(noted ? ['note'] : []),
  ];
  const rows = cells.map((cell) => rowOf(cell, baseline, noted));
  return [
    '<figure>',
    `<figcaption>${escapeHtml(describeGroup(group))} ` +
      `<small>${escapeHtml(unit)}; ${better} is better</small></figcaption>`,
    `<div class="wide">${renderChart(group, colours)}</div>`,
    renderHtmlTable(head, rows),
    '</figure>',
  ].join('\n');
}

function rowOf(cell: Cell, baseline: Cell, noted: boolean): readonly HtmlCell[] {
  return [
    cell.competitor,
    ...percentilesOf(cell, 'enough').map(({ of }) => formatQuantity(of(cell))),
    cell.p50Interval.map(formatQuantity).join(' – '),
    formatCount(cell.samples),
    formatRatio(cell.p50 / baseline.p50),
    formatChecksum(cell.checksum),
    ...(noted ? [{ text: cell.note ?? '', style: 'note' }] : []),
  ];
}

function renderSkips({ skips }: BenchReport): readonly string[] {
  if (skips.length === 0) return [];
  const items = skips.map((skip) => `<li>${escapeHtml(describeSkip(skip))}</li>`);
  return ['<section>', '<h2>Not measured</h2>', '<ul>', ...items, '</ul>', '</section>'];
}
