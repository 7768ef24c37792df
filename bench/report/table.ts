import { type Cell, UNITS } from '../cell.ts';
import { type Columns, columnsOf, cut, printable, wrap } from './columns.ts';
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
  formatSpread,
  formatValue,
} from './format.ts';
import { percentilesOf } from './percentiles.ts';
import { type BenchReport, baselineOf, type CellGroup, groupCells } from './report.ts';
import { SUMMARY_HEAD, searchSummary } from './search-summary.ts';
import { shownAlone } from './shown.ts';
import { talliesOf } from './tally.ts';
import { bestFirst, verdictOn } from './verdict.ts';

const WIDTH_MAX = 100;

/** Longest name of a baseline in the head of its column. */
const BASELINE_MAX = 20;

const INDENT = '  ';

export interface TableOptions {
  /** Whether to paint for a terminal. Default false. */
  readonly colour?: boolean | undefined;
  /** Competitor that the others are divided by, where it took part. Default: the first. */
  readonly baseline?: string | undefined;
}

type Paint = (style: 'bold' | 'dim' | 'good' | 'bad', text: string) => string;

const STYLES = { bold: [1, 22], dim: [2, 22], good: [32, 39], bad: [31, 39] } as const;

/**
 * The report as plain text, 100 characters wide at most, ending in a newline: who and where, a
 * table for each suite and unit, the best on top, with a ratio to the baseline, painted where the
 * difference is clear, one line a search, what was not measured, the targets, and who is faster.
 */
export function renderTable(report: BenchReport, options: TableOptions = {}): string {
  const paint: Paint = (style, text) => {
    const [on, off] = STYLES[style];
    return options.colour === true ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  };
  const [title = '', ...lines] = describeRun(report).flatMap((line) => wrapped(printable(line)));
  const blocks = [
    [paint('bold', title), ...lines],
    ...sectionsOf(report).map((section) => renderSection(section, options.baseline, paint)),
    renderSummary(report, paint),
    renderSkips(report, paint),
    renderTargets(report, paint),
    renderOutcome(report, options.baseline, paint),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map((line) => `${line}\n`).join(''))
    .join('\n');
}

/** Groups of one suite in one unit, which share the head of a table; at least one. */
type Section = readonly CellGroup[];

function sectionsOf({ cells }: BenchReport): readonly Section[] {
  const sections = new Map<string, CellGroup[]>();
  for (const group of groupCells(cells)) {
    const title = `${group.suite} ${group.unit}`;
    const section = sections.get(title);
    if (section === undefined) sections.set(title, [group]);
    else section.push(group);
  }
  return [...sections.values()];
}

function renderSection(section: Section, wanted: string | undefined, paint: Paint): string[] {
  const { suite, unit } = section[0]!;
  const competes = section.some((group) => baselineOf(group, wanted) !== undefined);
  const baseline = competes && wanted !== undefined ? wanted : section[0]!.cells[0]!.competitor;
  const { short } = UNITS[unit];
  const head = [
    suite,
    ...percentilesOf(section[0]!, 'little').map(({ name }) => `${name} ${short}`),
    '± %',
    'samples',
    `× ${cut(printable(baseline), BASELINE_MAX)}`,
  ];
  const notes: string[] = [];
  const groups = section.map((group) => ({
    group,
    rows: bestFirst(group.cells).map((cell) => {
      const divisor = baselineOf(group, baseline);
      return { cells: rowOf(cell, divisor, notes), style: styleOf(cell, divisor) };
    }),
  }));
  const all = groups.flatMap(({ rows }) => rows.map(({ cells }) => cells));
  const columns = columnsOf([head, ...all], WIDTH_MAX);
  const lines = [paint('bold', columns.lineOf(head))];
  for (const { group, rows } of groups) {
    const checksum = `checksum ${formatChecksum(group.cells[0]!.checksum)}`;
    const name = printable(describeGroup(group));
    const space = ' '.repeat(Math.max(2, columns.width - name.length - checksum.length));
    lines.push(`${name}${space}${paint('dim', checksum)}`);
    for (const { cells, style } of rows) lines.push(lineWith(columns, cells, { style, paint }));
  }
  return [...lines, ...notes.flatMap((note, index) => wrapped(`[${index + 1}] ${note}`))];
}

/** How the ratio of a cell is painted: not at all where the difference is unclear. */
function styleOf(cell: Cell, baseline: Cell | undefined): 'good' | 'bad' | undefined {
  if (baseline === undefined) return undefined;
  const { tag } = verdictOn(cell, baseline);
  return tag === 'better' ? 'good' : tag === 'worse' ? 'bad' : undefined;
}

/** A line of cells of which the last is painted. */
function lineWith(
  { lineOf }: Columns,
  cells: readonly string[],
  { style, paint }: { readonly style: 'good' | 'bad' | undefined; readonly paint: Paint },
): string {
  const line = lineOf(cells);
  const last = cells.at(-1) ?? '';
  if (style === undefined || last === '') return line;
  return line.slice(0, line.length - last.length) + paint(style, last);
}

/** The row of a cell; its note is added to `notes` unless it stands there already. */
function rowOf(cell: Cell, baseline: Cell | undefined, notes: string[]): readonly string[] {
  const { competitor, p50, samples, note } = cell;
  if (note !== undefined && !notes.includes(printable(note))) notes.push(printable(note));
  const mark = note === undefined ? '' : ` [${notes.indexOf(printable(note)) + 1}]`;
  return [
    `${INDENT}${printable(competitor)}${mark}`,
    ...percentilesOf(cell, 'little').map(({ of }) => formatQuantity(of(cell))),
    formatSpread(cell),
    formatCount(samples),
    baseline === undefined ? '-' : formatRatio(p50 / baseline.p50),
  ];
}

function renderSummary({ cells }: BenchReport, paint: Paint): string[] {
  const rows = searchSummary(cells, INDENT);
  if (rows.length === 0) return [];
  const columns = columnsOf([SUMMARY_HEAD, ...rows], WIDTH_MAX);
  return [paint('bold', columns.lineOf(SUMMARY_HEAD)), ...rows.map(columns.lineOf)];
}

function renderSkips({ skips }: BenchReport, paint: Paint): string[] {
  if (skips.length === 0) return [];
  const lines = skips.flatMap((skip) => wrapped(`- ${printable(describeSkip(skip))}`));
  return [paint('bold', 'not measured'), ...lines];
}

function renderTargets({ targets }: BenchReport, paint: Paint): string[] {
  if (targets.length === 0) return [];
  const head = ['targets', 'value', 'limit', 'aim', 'result'];
  const rows = targets.map((target) => [
    INDENT + printable(target.name),
    formatValue(target),
    formatBound(target.bound, target.limit),
    formatBound(target.bound, target.aim),
    formatOutcome(target),
  ]);
  const columns = columnsOf([head, ...rows], WIDTH_MAX);
  const lines = rows.map((row, index) => {
    const { met } = targets[index]!;
    const line = columns.lineOf(row);
    return met === undefined ? line : paint(met ? 'good' : 'bad', line);
  });
  const reasons = new Set(targets.flatMap(({ reason }) => reason ?? []));
  const notes = [...reasons].flatMap((reason) => wrapped(printable(`- not measured: ${reason}`)));
  return [paint('bold', columns.lineOf(head)), ...lines, ...notes];
}

/** Who is faster, and by how much; nothing of a smoke run, whose times mean nothing. */
function renderOutcome(report: BenchReport, baseline: string | undefined, paint: Paint): string[] {
  const tallies = report.size === 'smoke' ? [] : talliesOf(shownAlone(report, baseline));
  if (tallies.length === 0) return [];
  const head = ['which is faster', 'faster', 'slower', 'unclear', 'of', 'at the median'];
  const rows = tallies.map(({ suite, competitor, baseline: over, entries, factor, ...counts }) => ({
    cells: [
      `${INDENT}${printable(`${suite}: ${competitor} against ${over}`)}`,
      ...[counts.better, counts.worse, counts.unclear, entries.length].map(formatCount),
      `${formatRatio(factor >= 1 ? factor : 1 / factor)} × ${factor >= 1 ? 'faster' : 'slower'}`,
    ],
    style:
      counts.better > counts.worse
        ? ('good' as const)
        : counts.worse > counts.better
          ? ('bad' as const)
          : undefined,
  }));
  const columns = columnsOf([head, ...rows.map(({ cells }) => cells)], WIDTH_MAX);
  return [
    paint('bold', columns.lineOf(head)),
    ...rows.map(({ cells, style }) => lineWith(columns, cells, { style, paint })),
  ];
}

function wrapped(text: string): readonly string[] {
  return wrap(text, WIDTH_MAX, INDENT);
}
