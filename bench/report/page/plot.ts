import { escapeHtml } from './markup.ts';
import type { Scale } from './scale.ts';

/*
 * Pictures are as wide as their place, and their letters are of one size everywhere: across, places
 * are in percent; down, they are in pixels. What takes neither, paths, stands in a view box of its own
 * that is stretched, with strokes that are not.
 */

/** Units across the view box of paths. */
const PATH_WIDTH = 1000;

/** A picture with two axes. */
export interface Plot {
  /** What a screen reader says it is. */
  readonly title: string;
  /** What it shows, in words and numbers. */
  readonly description: string;
  /** Pixels of the area between the axes. */
  readonly height: number;
  readonly x: Scale;
  readonly y: Scale;
  /** What stands beneath the axes. */
  readonly xLabel: string;
  readonly yLabel: string;
  /** Whether words stand to the right of it. */
  readonly worded?: boolean;
  /** Elements between the axes, over the grid. */
  readonly marks: readonly string[];
}

/** A point in the values of both axes. */
export type Point = readonly [x: number, y: number];

/** The picture, to stand in a page with the style sheet of the report. */
export function renderPlot(plot: Plot): string {
  const { title, description, height, x, y, xLabel, yLabel, worded, marks } = plot;
  const rows = y.ticks.map(({ value, text }) => {
    const top = down(y, value, height);
    return (
      `<line class="grid" x2="100%" y1="${top}" y2="${top}"/>` +
      `<text class="tick last" x="-8" y="${top + 4}">${escapeHtml(text)}</text>`
    );
  });
  const columns = x.ticks.map(({ value, text }) => {
    const left = across(x, value);
    return (
      `<line class="grid" x1="${left}" x2="${left}" y2="${height}"/>` +
      `<text class="tick" x="${left}" y="${height + 17}">${escapeHtml(text)}</text>`
    );
  });
  return [
    openPicture({ kind: worded === true ? 'plot worded' : 'plot', height, title, description }),
    ...rows,
    ...columns,
    ...marks,
    `<text class="label" x="-44" y="-9">${escapeHtml(yLabel)}</text>`,
    `<text class="label last" x="100%" y="${height + 34}">${escapeHtml(xLabel)}</text>`,
    '</svg>',
  ].join('');
}

/** The opening tag of a picture with what a screen reader says of it. */
export function openPicture(picture: {
  readonly kind: 'plot' | 'plot worded' | 'bars' | 'strips';
  readonly height: number;
  readonly title: string;
  readonly description: string;
}): string {
  const { kind, height, title, description } = picture;
  return (
    `<svg class="${kind}" height="${height}" role="img" ` +
    `aria-label="${escapeHtml(`${title}: ${description}`)}">`
  );
}

/** A line through points in order, in a class of the style sheet. */
export function renderLine(
  points: readonly Point[],
  { x, y, height, style }: Pick<Plot, 'x' | 'y' | 'height'> & { readonly style: string },
): string {
  const path = points.map(([px, py]) => `${place(x, px)} ${down(y, py, height)}`).join('L');
  return stretched(height, [[style, [`M${path}`]]]);
}

/** A path in a class of the style sheet, in parts: across in the units of `place`, down in pixels. */
export type Path = readonly [style: string, parts: readonly string[]];

/** Paths that are as wide as the picture. */
export function stretched(height: number, paths: readonly Path[]): string {
  return [
    `<svg width="100%" height="${height}" viewBox="0 0 ${PATH_WIDTH} ${height}" preserveAspectRatio="none">`,
    ...paths.map(([style, parts]) => `<path class="${style}" d="${parts.join('')}"/>`),
    '</svg>',
  ].join('');
}

/** A place across in a path. */
export function place(scale: Scale, value: number): number {
  return Math.round((scale.of(value) / 100) * PATH_WIDTH);
}

/** The mark of a point, in the shape and colour of a competitor. */
export function renderMark(
  [px, py]: Point,
  { x, y, height, mark }: Pick<Plot, 'x' | 'y' | 'height'> & { readonly mark: Mark },
): string {
  return useMark(mark, across(x, px), down(y, py, height));
}

/** A word beside the point at which a line ends; above it where that is not at the right. */
export function renderText(
  [px, py]: Point,
  { x, y, height, text }: Pick<Plot, 'x' | 'y' | 'height'> & { readonly text: string },
): string {
  const top = down(y, py, height);
  const where = x.of(px) < 100 ? `y="${top - 5}" text-anchor="middle"` : `y="${top + 4}" dx="8"`;
  return `<text class="label" x="${across(x, px)}" ${where}>${escapeHtml(text)}</text>`;
}

/** A mark that stands anywhere. */
export function useMark({ shape, colour }: Mark, x: string, y: number): string {
  return `<use href="#m${shape}" class="c${colour}" x="${x}" y="${y}"/>`;
}

/** How a competitor is told from others. */
export interface Mark {
  /** Number of the shape and of the pattern of a line, from 0 below `SHAPES.length`. */
  readonly shape: number;
  /** Number of the colour, from 0 below `COLOUR_COUNT`. */
  readonly colour: number;
}

/** The classes of a competitor's line. */
export function lineStyle({ shape, colour }: Mark): string {
  return `line l${colour} d${shape}`;
}

/** The shapes of marks about their middle: a disc, a square, a triangle, a diamond. */
const SHAPES: readonly string[] = [
  '<circle r="4"/>',
  '<rect x="-3.6" y="-3.6" width="7.2" height="7.2"/>',
  '<path d="M0-4.8L4.6 3.4H-4.6Z"/>',
  '<path d="M0-5L5 0L0 5L-5 0Z"/>',
];

/** Number of shapes. */
export const SHAPE_COUNT: number = SHAPES.length;

/** What marks refer to, once a page. */
export const MARK_DEFINITIONS: string = [
  '<svg class="hidden" aria-hidden="true"><defs>',
  ...SHAPES.map((shape, index) => `<g id="m${index}">${shape}</g>`),
  '</defs></svg>',
].join('');

/** A class of the text of a tick that keeps it within the picture at both ends of an axis. */
export function endOf({ ends: [least, most] }: Scale, value: number): string {
  if (value === least) return ' first';
  return value === most ? ' last' : '';
}

/** A place across, as an attribute. */
export function across(scale: Scale, value: number): string {
  return `${Number(scale.of(value).toFixed(2))}%`;
}

function down(scale: Scale, value: number, height: number): number {
  return Number((height * (1 - scale.of(value) / 100)).toFixed(1));
}
