import { type Cell, UNITS } from '../cell.ts';
import { describeGroup, formatQuantity } from './format.ts';
import { COLOUR_COUNT } from './html-style.ts';
import { escapeHtml } from './html-text.ts';
import type { CellGroup } from './report.ts';

/*
 *   label      plot, from 0                                      numbers
 *  |..........|================|------------|                   |.............|
 *             0                p50          p99                  p50 … p99
 *
 * Lengths are in the units of the view box.
 */
const WIDTH = 760;
const PLOT_START = 170;
const PLOT_END = 590;
const NUMBERS_START = 602;
const TOP = 6;
const ROW_HEIGHT = 30;
const BAR_HEIGHT = 18;
const CAP_HEIGHT = 10;
const AXIS_HEIGHT = 22;
const LABEL_MAX = 23;

/** Most intervals on the axis. */
const TICKS_MAX = 5;

/** A tail beyond this many times the longest bar is cut, so that the bars can still be compared. */
const TAIL_MAX = 2.5;

/** Which of the colours each competitor has, so that it has the same one in all pictures of a suite. */
export type Colours = ReadonlyMap<string, number>;

/** Colours for competitors in the order in which they appear. */
export function coloursOf(cells: readonly Cell[]): Colours {
  const names = [...new Set(cells.map((cell) => cell.competitor))];
  return new Map(names.map((name, index) => [name, index % COLOUR_COUNT]));
}

/**
 * A picture of one group: a bar to the median of each competitor and a whisker from there to its
 * p99. A whisker that ends in an arrow goes on beyond the picture; the numbers say how far.
 * Returns an SVG element to stand in a page with the style sheet of the report.
 */
export function renderChart(group: CellGroup, colours: Colours): string {
  const { unit, cells } = group;
  const barMax = Math.max(...cells.map((cell) => cell.p50));
  const tailMax = Math.max(...cells.map((cell) => Math.max(cell.p50, cell.p99)));
  const ticks = ticksTo(Math.min(tailMax, barMax * TAIL_MAX));
  const scaleMax = ticks.at(-1)!;
  const scale: Scale = (value) => {
    return PLOT_START + (Math.min(value, scaleMax) / scaleMax) * (PLOT_END - PLOT_START);
  };
  const plotBottom = TOP + cells.length * ROW_HEIGHT;
  const title = `${describeGroup(group)}, in ${unit}`;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${plotBottom + AXIS_HEIGHT}" role="img">`,
    `<title>${escapeHtml(title)}: ${escapeHtml(cells.map(spoken).join('; '))}</title>`,
    ...ticks.map((tick) => renderTick(tick, scale(tick), plotBottom)),
    ...cells.map((cell, index) =>
      renderRow(cell, {
        middle: TOP + (index + 0.5) * ROW_HEIGHT,
        colour: colours.get(cell.competitor) ?? 0,
        scale,
        scaleMax,
      }),
    ),
    '</svg>',
  ].join('\n');
}

/** The place of a value on the axis; of one beyond it, its end. */
type Scale = (value: number) => number;

function spoken({ competitor, unit, p50, p99 }: Cell): string {
  const { short } = UNITS[unit];
  return `${competitor} p50 ${formatQuantity(p50)}, p99 ${formatQuantity(p99)} ${short}`;
}

function renderTick(value: number, x: number, plotBottom: number): string {
  const place = x.toFixed(1);
  return (
    `<line class="grid" x1="${place}" x2="${place}" y1="${TOP}" y2="${plotBottom}"/>` +
    `<text class="tick" x="${place}" y="${plotBottom + 15}" text-anchor="middle">` +
    `${shortNumber(value)}</text>`
  );
}

function renderRow(
  { competitor, p50, p99 }: Cell,
  place: {
    readonly middle: number;
    readonly colour: number;
    readonly scale: Scale;
    readonly scaleMax: number;
  },
): string {
  const { middle, colour, scale, scaleMax } = place;
  const bar = scale(p50);
  const tail = scale(p99);
  const label =
    competitor.length > LABEL_MAX ? `${competitor.slice(0, LABEL_MAX - 1)}…` : competitor;
  const half = CAP_HEIGHT / 2;
  // A cap ends the whisker; an arrow says that it does not end here.
  const end =
    p99 > scaleMax
      ? `M${tail - half} ${middle - half}L${tail} ${middle}L${tail - half} ${middle + half}`
      : `M${tail.toFixed(1)} ${middle - half}V${middle + half}`;
  const baseline = middle + 4.5;
  return [
    `<text x="${PLOT_START - 10}" y="${baseline}" text-anchor="end">${escapeHtml(label)}</text>`,
    `<rect class="c${colour}" x="${PLOT_START}" y="${middle - BAR_HEIGHT / 2}" ` +
      `width="${(bar - PLOT_START).toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>`,
    `<path class="whisker" d="M${bar.toFixed(1)} ${middle}H${tail.toFixed(1)}${end}"/>`,
    `<text x="${NUMBERS_START}" y="${baseline}">` +
      `${shortNumber(p50)} … ${shortNumber(p99)}</text>`,
  ].join('');
}

/** Round numbers from 0 in equal steps of 1, 2 or 5 times a power of ten; the last reaches `max`. */
function ticksTo(max: number): readonly number[] {
  const least = (max > 0 ? max : 1) / TICKS_MAX;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
  const count = Math.ceil((max > 0 ? max : 1) / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** A number to three digits in few characters: `0.2`, `50`, `1.5K`, `20M`. */
function shortNumber(value: number): string {
  return value.toLocaleString('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
}
