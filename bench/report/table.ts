import { type Cell, UNITS } from '../cell.ts';
import { columnsOf, cut, printable, wrap } from './columns.ts';
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
 * table for each suite and unit with a ratio to the baseline, one line a search, what was not
 * measured, the targets.
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
    rows: group.cells.map((cell) => rowOf(cell, baselineOf(group, baseline), notes)),
  }));
  const columns = columnsOf([head, ...groups.flatMap(({ rows }) => rows)], WIDTH_MAX);
  const lines = [paint('bold', columns.lineOf(head))];
  for (const { group, rows } of groups) {
    const checksum = `checksum ${formatChecksum(group.cells[0]!.checksum)}`;
    const name = printable(describeGroup(group));
    const space = ' '.repeat(Math.max(2, columns.width - name.length - checksum.length));
    lines.push(`${name}${space}${paint('dim', checksum)}`, ...rows.map(columns.lineOf));
  }
  return [...lines, ...notes.flatMap((note, index) => wrapped(`[${index + 1}] ${note}`))];
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

function wrapped(text: string): readonly string[] {
  return wrap(text, WIDTH_MAX, INDENT);
}
