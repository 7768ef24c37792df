import { SUITES, type SuiteName } from '../../cell.ts';
import { describeRun, describeSkip, formatBound, formatOutcome, formatValue } from '../format.ts';
import { headlineOf } from '../headline.ts';
import type { BenchReport, CellGroup } from '../report.ts';
import type { Shown } from '../shown.ts';
import { renderDataLink } from './data-link.ts';
import { escapeHtml, type HtmlCell, renderHtmlTable, renderNumbers } from './markup.ts';
import { MARK_DEFINITIONS } from './plot.ts';
import { renderStrips } from './strips.ts';
import { STYLE } from './style.ts';
import { renderSuite } from './suite.ts';
import { nameOf } from './suite-names.ts';

/** What a page may weigh. */
const PAGE_BYTES_MAX = 2_000_000;

/** What the link to the data takes besides the data. */
const LINK_BYTES = 1_000;

/**
 * One report, or several laid over another, as one page that needs nothing else, no network and no
 * script, of under 2 MB: the outcome in words and in one picture, the pictures of every suite with
 * their numbers beneath, the targets, who, where and when, and the data to take away.
 */
export function renderHtml(shown: Shown): string {
  const before = renderBody(shown);
  const room = PAGE_BYTES_MAX - Buffer.byteLength(before.join('\n')) - LINK_BYTES;
  return [...before, ...renderData(shown, room), '</main>', '</body>', '</html>', ''].join('\n');
}

/** The page up to the data. */
function renderBody(shown: Shown): readonly string[] {
  const { groups, runs, baselineOf } = shown;
  const { title, others } = headlineOf(shown);
  const suites = suitesOf(groups);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // Holds the page to what it promises.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(title)} · Vantage benchmarks</title>`,
    `<style>\n${STYLE}\n</style>`,
    '</head>',
    '<body>',
    '<a class="skip" href="#outcome">Skip to the outcome</a>',
    MARK_DEFINITIONS,
    '<header>',
    '<p class="brand">Vantage benchmarks</p>',
    `<h1>${escapeHtml(withName(title))}</h1>`,
    ...others.map((clause) => `<p class="other">${escapeHtml(withName(clause))}.</p>`),
    ...shown.differences.map((difference) => {
      return `<p class="warning">The runs are not alike: ${escapeHtml(difference)}.</p>`;
    }),
    ...runs.flatMap(renderRun),
    renderContents(
      suites,
      runs.map(({ report }) => report),
    ),
    '</header>',
    '<main>',
    ...renderOutcome(shown),
    ...renderTargets(shown),
    ...suites.flatMap((suite) =>
      renderSuite(
        suite,
        groups.filter((group) => group.suite === suite),
        baselineOf,
      ),
    ),
    ...renderSkips(shown),
  ];
}

/** A clause with the name of its suite at its head, where it has one. */
function withName(clause: string): string {
  const [head = '', ...rest] = clause.split(': ');
  return rest.length === 0 ? clause : [nameOf(head), ...rest].join(': ');
}

/** The suites that have cells: those of a run in their order, then those of scripts. */
function suitesOf(groups: readonly CellGroup[]): readonly SuiteName[] {
  const there = new Set(groups.map(({ suite }) => suite));
  const order: readonly SuiteName[] = [...new Set<SuiteName>([...SUITES, ...there])];
  return order.filter((suite) => there.has(suite));
}

function renderRun({ label, report }: Shown['runs'][number]): readonly string[] {
  const [title = '', ...lines] = describeRun(report);
  const facts = [title, ...lines].filter((line) => !line.startsWith('WARNING'));
  return [
    '<div class="facts">',
    ...(label === undefined ? [] : [`<p><strong>${escapeHtml(label)}</strong></p>`]),
    ...facts.map((line) => `<p>${escapeHtml(line)}</p>`),
    '</div>',
    ...report.environment.warnings.map((warning) => {
      return `<p class="warning">Warning: ${escapeHtml(warning)}</p>`;
    }),
  ];
}

function renderContents(suites: readonly SuiteName[], reports: readonly BenchReport[]): string {
  const links = [
    ['outcome', 'Outcome'],
    ...(reports.some(({ targets }) => targets.length > 0) ? [['targets', 'Targets']] : []),
    ...suites.map((suite) => [suite, nameOf(suite)]),
    ...(reports.some(({ skips }) => skips.length > 0) ? [['skipped', 'Not measured']] : []),
    ['data', 'Data'],
  ];
  const items = links.map(
    ([id, text]) => `<li><a href="#${escapeHtml(id!)}">${escapeHtml(text!)}</a></li>`,
  );
  return `<nav aria-label="Contents"><ul>${items.join('')}</ul></nav>`;
}

function renderOutcome(shown: Shown): readonly string[] {
  const { pairs } = headlineOf(shown);
  const section = ['<section id="outcome" tabindex="-1">', '<h2>Outcome</h2>'];
  if (pairs.length === 0) {
    return [...section, '<p>There is nothing to compare in words.</p>', '</section>'];
  }
  const items = pairs.map((clause) => `<li>${escapeHtml(withName(clause))}.</li>`);
  const overlaid =
    shown.runs.length > 1
      ? '<p class="faint">Runs are single processes, which differ by some percent for no reason of the ' +
        'code: "vantage bench compare" launches many of each and tests the difference.</p>'
      : '';
  return [
    ...section,
    '<figure>',
    '<figcaption>How many times faster <small>a dot for each workload; a hollow one is no clear ' +
      'difference</small></figcaption>',
    ...renderStrips(shown),
    renderNumbers(`<ul>${items.join('\n')}</ul>`, 'In words'),
    '</figure>',
    overlaid,
    '<p class="faint">Faster and slower are said only where the 95 % intervals of both medians have ' +
      'nothing in common. With fewer than six samples an interval is all that they span, and means less ' +
      'than 95 %.</p>',
    '</section>',
  ];
}

function renderTargets({ runs }: Shown): readonly string[] {
  const judged = runs.filter(({ report }) => report.targets.length > 0);
  if (judged.length === 0) return [];
  return ['<section id="targets">', ...judged.flatMap(renderTargetsOf), '</section>'];
}

function renderTargetsOf({ label, report }: Shown['runs'][number]): readonly string[] {
  const { targets } = report;
  const rows = targets.map((target): readonly HtmlCell[] => [
    target.name,
    formatValue(target),
    formatBound(target.bound, target.limit),
    formatBound(target.bound, target.aim),
    target.met === undefined
      ? { text: `${formatOutcome(target)}: ${target.reason}`, style: 'note' }
      : { text: formatOutcome(target), style: formatOutcome(target) },
  ]);
  const missed = targets.filter(({ met }) => met === false).length;
  const met = targets.filter((target) => target.met === true).length;
  const head = ['a cell, or the ratio of two', 'value', 'limit', 'aim', 'result'];
  return [
    `<h2>Targets${label === undefined ? '' : ` of ${escapeHtml(label)}`}</h2>`,
    `<p>${met} met, ${missed} missed, ${targets.length - met - missed} not measured.</p>`,
    renderNumbers(renderHtmlTable(head, rows), 'All targets'),
  ];
}

function renderSkips({ runs }: Shown): readonly string[] {
  const items = runs.flatMap(({ label, report }) =>
    report.skips.map((skip) => {
      const of = label === undefined ? '' : `${label}: `;
      return `<li class="faint">${escapeHtml(of + describeSkip(skip))}</li>`;
    }),
  );
  if (items.length === 0) return [];
  return [
    '<section id="skipped">',
    '<h2>Not measured</h2>',
    '<ul>',
    ...items,
    '</ul>',
    '</section>',
  ];
}

function renderData({ runs }: Shown, bytes: number): readonly string[] {
  const bytesMax = Math.max(0, Math.floor(bytes / runs.length));
  const items = runs.map(({ label, report }) => {
    const name = ['vantage', label ?? report.suites.join('-'), report.size].join('-');
    return `<li>${renderDataLink(report, { name: name.replaceAll(/[^\w.-]+/g, '-'), bytesMax })}</li>`;
  });
  return [
    '<section id="data">',
    '<h2>Data</h2>',
    '<p>The report in JSON that this page was made of, compressed by gzip. "vantage report" reads it.</p>',
    '<ul>',
    ...items,
    '</ul>',
    '</section>',
  ];
}
