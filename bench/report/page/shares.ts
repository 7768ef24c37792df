import type { Cell } from '../../cell.ts';
import { formatCount, formatQuantity } from '../format.ts';
import type { CellGroup } from '../report.ts';
import { type LegendEntry, type Marks, renderLegend } from './marks.ts';
import { escapeHtml, renderHtmlTable, renderNumbers } from './markup.ts';
import { across, endOf, openPicture, useMark } from './plot.ts';
import { logScale, type Scale } from './scale.ts';

const ROW_HEIGHT = 36;
const TEXT_BASELINE = 13;
const MARKS_MIDDLE = 25;
const AXIS_HEIGHT = 32;

/** Shares below this many percent stand at the end of the axis. */
const PERCENT_LEAST = 0.01;

/** Workloads whose samples are the shares that single searches computed. */
const COMPUTED = /^computed, (?!mean by draw)/;

/**
 * What share of a collection each strategy computes a distance to, a row for every kind of search;
 * undefined where none was counted.
 */
export function renderShares(groups: readonly CellGroup[], marks: Marks): string | undefined {
  const rows = groups.filter(
    ({ unit, workload }) => unit === '% of the collection' && COMPUTED.test(workload),
  );
  if (rows.length === 0) return undefined;
  const names = [
    ...new Set(rows.flatMap(({ cells }) => cells.map(({ competitor }) => competitor))),
  ];
  const shares = rows.flatMap(({ cells }) => cells.map(({ p50 }) => Math.max(p50, PERCENT_LEAST)));
  const scale = logScale([...shares, 100]);
  const bottom = rows.length * ROW_HEIGHT;
  const title = 'Share of the collection that a search computes a distance to';
  const spoken = rows.map((row) => {
    const values = row.cells.map(({ competitor, p50 }) => `${competitor} ${formatQuantity(p50)} %`);
    return `${nameOf(row)}: ${values.join(', ')}`;
  });
  const legend = names.map((name): LegendEntry => {
    return { mark: marks(name), line: undefined, text: name };
  });
  const recall = recallIn(groups);
  const table = renderHtmlTable(
    ['median share computed, %', ...names],
    [
      ...rows.map((row) => rowOf(nameOf(row), row.cells, names)),
      ...(recall === undefined ? [] : [rowOf('recall, % of the nearest', recall.cells, names)]),
    ],
  );
  return [
    '<figure>',
    `<figcaption>${title} <small>median over the queries, % of the series; lower is better</small></figcaption>`,
    renderLegend(legend),
    openPicture({
      kind: 'bars',
      height: bottom + AXIS_HEIGHT,
      title,
      description: spoken.join('; '),
    }),
    ...scale.ticks.map((tick) => {
      const x = across(scale, tick.value);
      return (
        `<line class="grid" x1="${x}" x2="${x}" y2="${bottom}"/>` +
        `<text class="tick${endOf(scale, tick.value)}" x="${x}" y="${bottom + 14}">${tick.text} %</text>`
      );
    }),
    ...rows.map((row, index) => renderRow(row, { top: index * ROW_HEIGHT, scale, marks })),
    '</svg>',
    renderNumbers(table),
    '</figure>',
  ].join('\n');
}

/** The recall of all strategies, where it was counted. */
export function recallIn(groups: readonly CellGroup[]): CellGroup | undefined {
  return groups.find(({ unit }) => unit === '% of the nearest');
}

function rowOf(head: string, cells: readonly Cell[], names: readonly string[]): readonly string[] {
  const medians = names.map((name) => cells.find(({ competitor }) => competitor === name)?.p50);
  return [head].concat(medians.map((p50) => (p50 === undefined ? '-' : formatQuantity(p50))));
}

function renderRow(
  row: CellGroup,
  { top, scale, marks }: { readonly top: number; readonly scale: Scale; readonly marks: Marks },
): string {
  const y = top + MARKS_MIDDLE;
  const places = row.cells.map(({ p50 }) => Math.max(p50, PERCENT_LEAST));
  const [from, to] = [across(scale, Math.min(...places)), across(scale, Math.max(...places))];
  return [
    `<text y="${top + TEXT_BASELINE}">${escapeHtml(nameOf(row))}</text>`,
    `<line class="axis" x1="${from}" x2="${to}" y1="${y}" y2="${y}"/>`,
    ...row.cells.map(({ competitor }, index) =>
      useMark(marks(competitor), across(scale, places[index]!), y),
    ),
  ].join('');
}

function nameOf({ workload, n }: CellGroup): string {
  return `${workload.replace(COMPUTED, '')}, n ${formatCount(n)}`;
}
