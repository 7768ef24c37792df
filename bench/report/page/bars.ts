import { type Cell, UNITS } from '../../cell.ts';
import { cut } from '../columns.ts';
import { describeGroup, formatQuantity, formatRatio } from '../format.ts';
import type { CellGroup } from '../report.ts';
import { bestFirst, isTimed, verdictOn } from '../verdict.ts';
import type { Marks } from './marks.ts';
import { escapeHtml } from './markup.ts';
import { across, endOf, openPicture, type Path, place, stretched } from './plot.ts';
import { linearScale, type Scale, shortNumber } from './scale.ts';

/*
 *   name                                   median, and beside the baseline
 *   |===================[=|=]----------------|
 *   0                  median, in its       p99
 *                      95 % interval
 *
 * in pixels from the top of a row.
 */
const ROW_HEIGHT = 38;
const TEXT_BASELINE = 13;
const BAR_TOP = 19;
const BAR_HEIGHT = 10;
const AXIS_HEIGHT = 18;

/** A tail beyond this many times the longest bar is cut, so that the bars can still be compared. */
const TAIL_MAX = 1.6;

const LABEL_MAX = 30;

/**
 * A picture of one group, the best on top: a bar to the median of each competitor, its 95 % interval
 * over it, and a thin line to its p99, which ends in an arrow where it goes on beyond the picture.
 */
export function renderBars(
  group: CellGroup,
  { marks, baselineOf }: { readonly marks: Marks; readonly baselineOf: BaselineOf },
): string {
  const { unit } = group;
  const cells = bestFirst(group.cells);
  const barMax = Math.max(...cells.map(({ p50, p50Interval }) => Math.max(p50, p50Interval[1])));
  const tailMax = Math.max(...cells.map(({ p50, p99 }) => Math.max(p50, p99)));
  const scale = linearScale(Math.min(tailMax, barMax * TAIL_MAX));
  const bottom = cells.length * ROW_HEIGHT;
  const title = `${describeGroup(group)}, in ${unit}`;
  const spoken = cells.map((cell) => spokenOf(cell, baselineOf(cell))).join('; ');
  return [
    openPicture({ kind: 'bars', height: bottom + AXIS_HEIGHT, title, description: spoken }),
    stretched(bottom, [
      ['grid', scale.ticks.map(({ value }) => `M${place(scale, value)} 0V${bottom}`)],
      ...cells.map((cell, index): Path => {
        const top = index * ROW_HEIGHT + BAR_TOP;
        const colour = `c${marks(cell.competitor).colour}`;
        return [colour, [`M0 ${top}H${place(scale, cell.p50)}v${BAR_HEIGHT}H0Z`]];
      }),
      ['tail', cells.map((cell, index) => tailOf(cell, scale, middleOf(index)))],
      ['interval', cells.map((cell, index) => intervalOf(cell, scale, middleOf(index)))],
      ['median', cells.map(({ p50 }, index) => `M${place(scale, p50)} ${middleOf(index) - 7}v14`)],
    ]),
    ...scale.ticks.map(({ value, text }) => {
      const end = endOf(scale, value);
      return `<text class="tick${end}" x="${across(scale, value)}" y="${bottom + 14}">${text}</text>`;
    }),
    ...cells.map((cell, index) => renderWords(cell, { index, baseline: baselineOf(cell) })),
    ...cells.map(({ p99 }, index) => (p99 > scale.ends[1] ? renderArrow(middleOf(index)) : '')),
    '</svg>',
  ].join('');
}

/** What a cell is divided by, if by anything. */
export type BaselineOf = (cell: Cell) => Cell | undefined;

/** A cell beside its baseline in a word or two; empty where there is nothing to compare. */
export function describeBeside(cell: Cell, baseline: Cell | undefined): string {
  if (baseline === undefined) return '';
  if (baseline === cell) return 'baseline';
  const { tag, factor } = verdictOn(cell, baseline);
  if (tag === 'unclear') return isTimed(cell.unit) ? 'unclear' : 'the same';
  const [good, bad] = isTimed(cell.unit)
    ? (['faster', 'slower'] as const)
    : (['better', 'worse'] as const);
  if (!Number.isFinite(factor) || factor === 0) return tag === 'better' ? good : bad;
  return tag === 'better'
    ? `${formatRatio(factor)} × ${good}`
    : `${formatRatio(1 / factor)} × ${bad}`;
}

function spokenOf(cell: Cell, baseline: Cell | undefined): string {
  const { competitor, unit, p50, p50Interval, p99 } = cell;
  const [low, high] = p50Interval.map(formatQuantity);
  const beside = baseline === cell ? '' : describeBeside(cell, baseline);
  return (
    `${competitor} p50 ${formatQuantity(p50)}, 95 % from ${low} to ${high}, ` +
    `p99 ${formatQuantity(p99)} ${UNITS[unit].short}${beside === '' ? '' : `, ${beside}`}`
  );
}

/** The text of a row: the name to the left, to the right its median and how it stands. */
function renderWords(
  cell: Cell,
  { index, baseline }: { readonly index: number; readonly baseline: Cell | undefined },
): string {
  const beside = cell === baseline ? '' : describeBeside(cell, baseline);
  const y = index * ROW_HEIGHT + TEXT_BASELINE;
  return [
    `<text y="${y}">${escapeHtml(cut(cell.competitor, LABEL_MAX))}</text>`,
    `<text class="last" x="100%" y="${y}">${shortNumber(cell.p50)}`,
    beside === '' ? '' : `<tspan class="beside"> · ${beside}</tspan>`,
    '</text>',
  ].join('');
}

/** The line from the median to the p99, and the cap that ends it where it ends in the picture. */
function tailOf({ p50, p99 }: Cell, scale: Scale, middle: number): string {
  const end = place(scale, p99);
  const cap = p99 > scale.ends[1] ? '' : `M${end} ${middle - 4}v8`;
  return p99 === p50 ? '' : `M${place(scale, p50)} ${middle}H${end}${cap}`;
}

function intervalOf({ p50Interval: [low, high] }: Cell, scale: Scale, middle: number): string {
  return `M${place(scale, low)} ${middle}H${place(scale, high)}`;
}

/** The end of a line that goes on beyond the picture. */
function renderArrow(middle: number): string {
  return `<svg x="100%" y="${middle}"><path class="tail" d="M-5-4L0 0L-5 4"/></svg>`;
}

/** The middle of the bar of a row. */
function middleOf(index: number): number {
  return index * ROW_HEIGHT + BAR_TOP + BAR_HEIGHT / 2;
}
