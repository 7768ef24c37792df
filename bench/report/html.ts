import { type SuiteName, UNITS } from '../cell.ts';
import {
  describeGroup,
  describeRun,
  describeSkip,
  formatBound,
  formatChecksum,
  formatCount,
  formatQuantity,
  formatRatio,
} from './format.ts';
import { type Colours, coloursOf, renderChart } from './html-chart.ts';
import { STYLE } from './html-style.ts';
import { escapeHtml, type HtmlCell, renderHtmlTable } from './html-text.ts';
import { baselineOf, type BenchReport, type CellGroup, groupCells } from './report.ts';

export interface HtmlOptions {
  /** Competitor that the others are divided by, where it took part. Default: the first. */
  readonly baseline?: string | undefined;
}

/**
 * The report as one page that needs nothing else, no network and no script: a picture for each
 * workload with its numbers beneath, the targets, and who, where and when.
 */
export function renderHtml(report: BenchReport, options: HtmlOptions = {}): string {
  const { cells, suites } = report;
  const groups = groupCells(cells);
  const colours = coloursOf(cells);
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
    ...suites.flatMap((suite) =>
      renderSuite(suite, {
        groups: groups.filter((group) => group.suite === suite),
        colours,
        baseline: options.baseline,
      }),
    ),
    ...renderSkips(report),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function renderTargets({ targets }: BenchReport): readonly string[] {
  if (targets.length === 0) return [];
  const rows = targets.map(({ name, value, bound, limit, aim, met }): readonly HtmlCell[] => [
    name,
    formatRatio(value),
    formatBound(bound, limit),
    formatBound(bound, aim),
    met ? { text: 'met', style: 'met' } : { text: 'missed', style: 'missed' },
  ]);
  return [
    '<section>',
    '<h2>Targets</h2>',
    renderHtmlTable(['ratio of two cells', 'value', 'limit', 'aim', 'result'], rows),
    '</section>',
  ];
}

function renderSuite(
  suite: SuiteName,
  parts: {
    readonly groups: readonly CellGroup[];
    readonly colours: Colours;
    readonly baseline: string | undefined;
  },
): readonly string[] {
  const { groups, colours, baseline } = parts;
  if (groups.length === 0) return [];
  return [
    '<section>',
    `<h2>${escapeHtml(suite)}</h2>`,
    '<p>A bar reaches to the median, its whisker from there to the 99th percentile.</p>',
    ...groups.map((group) => renderGroup(group, colours, baseline)),
    '</section>',
  ];
}

function renderGroup(group: CellGroup, colours: Colours, wanted: string | undefined): string {
  const { unit, cells } = group;
  const { short, better } = UNITS[unit];
  const baseline = baselineOf(group, wanted) ?? cells[0]!;
  const percentiles = ['p50', 'p90', 'p99', 'p99.9'].map((name) => `${name} ${short}`);
  const head = ['', ...percentiles, 'samples', `× ${baseline.competitor}`, 'checksum', 'note'];
  const rows = cells.map((cell): readonly HtmlCell[] => [
    cell.competitor,
    formatQuantity(cell.p50),
    formatQuantity(cell.p90),
    formatQuantity(cell.p99),
    formatQuantity(cell.p999),
    formatCount(cell.samples),
    formatRatio(cell.p50 / baseline.p50),
    formatChecksum(cell.checksum),
    { text: cell.note ?? '', style: 'note' },
  ]);
  return [
    '<figure>',
    `<figcaption>${escapeHtml(describeGroup(group))} ` +
      `<small>${escapeHtml(unit)}; ${better} is better</small></figcaption>`,
    `<div class="wide">${renderChart(group, colours)}</div>`,
    renderHtmlTable(head, rows),
    '</figure>',
  ].join('\n');
}

function renderSkips({ skips }: BenchReport): readonly string[] {
  if (skips.length === 0) return [];
  const items = skips.map((skip) => `<li>${escapeHtml(describeSkip(skip))}</li>`);
  return ['<section>', '<h2>Not measured</h2>', '<ul>', ...items, '</ul>', '</section>'];
}
