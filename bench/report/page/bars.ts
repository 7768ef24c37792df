import { type Cell, UNITS } from '../../cell.ts';
import { cut } from '../columns.ts';
import { describeGroup, formatQuantity, formatRatio } from '../format.ts';
import type { CellGroup } from '../report.ts';
import { bestFirst, isTimed, verdictOn } from '../verdict.ts';
import type { Marks } from './marks.ts';
import { escapeHtml } from './markup.ts';
import { across, openPicture } from './plot.ts';
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
const MIDDLE = BAR_TOP + BAR_HEIGHT / 2;
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
    ...scale.ticks.map(({ value, text }, index) => {
      const x = across(scale, value);
      const anchor = index === 0 ? 'start' : index === scale.ticks.length - 1 ? 'end' : 'middle';
      return (
        `<line class="grid" x1="${x}" x2="${x}" y2="${bottom}"/>` +
        `<text class="tick" x="${x}" y="${bottom + 14}" text-anchor="${anchor}">${text}</text>`
      );
    }),
    ...cells.map((cell, index) =>
      renderRow(cell, {
        top: index * ROW_HEIGHT,
        scale,
        colour: marks(cell.competitor).colour,
        baseline: baselineOf(cell),
      }),
    ),
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

function renderRow(
  cell: Cell,
  place: {
    readonly top: number;
    readonly scale: Scale;
    readonly colour: number;
    readonly baseline: Cell | undefined;
  },
): string {
  const { top, scale, colour, baseline } = place;
  const { competitor, p50, p50Interval, p99 } = cell;
  const beside = describeBeside(cell, baseline);
  const middle = top + MIDDLE;
  const [low, high] = p50Interval.map((value) => across(scale, value));
  const median = across(scale, p50);
  return [
    `<text y="${top + TEXT_BASELINE}">${escapeHtml(cut(competitor, LABEL_MAX))}</text>`,
    `<text x="100%" y="${top + TEXT_BASELINE}" text-anchor="end">${shortNumber(p50)}`,
    beside === '' || cell === baseline ? '' : `<tspan class="beside"> · ${beside}</tspan>`,
    '</text>',
    `<rect class="c${colour}" y="${top + BAR_TOP}" width="${median}" height="${BAR_HEIGHT}"/>`,
    p99 === p50 ? '' : renderTail(p99, { from: median, scale, middle }),
    `<line class="interval" x1="${low}" x2="${high}" y1="${middle}" y2="${middle}"/>`,
    `<line class="median" x1="${median}" x2="${median}" y1="${middle - 7}" y2="${middle + 7}"/>`,
  ].join('');
}

/** The line from the median to the p99; a cap ends it, an arrow says that it does not end here. */
function renderTail(
  p99: number,
  place: { readonly from: string; readonly scale: Scale; readonly middle: number },
): string {
  const { from, scale, middle } = place;
  const end = across(scale, p99);
  const line = `<line class="tail" x1="${from}" x2="${end}" y1="${middle}" y2="${middle}"/>`;
  if (p99 > scale.ends[1]) {
    return `${line}<svg x="${end}" y="${middle}"><path class="tail" d="M-5-4L0 0L-5 4"/></svg>`;
  }
  return `${line}<line class="tail" x1="${end}" x2="${end}" y1="${middle - 4}" y2="${middle + 4}"/>`;
}
