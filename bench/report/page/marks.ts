import type { CellGroup } from '../report.ts';
import { escapeHtml } from './markup.ts';
import { type Mark, SHAPE_COUNT, useMark } from './plot.ts';
import { COLOUR_COUNT } from './style.ts';

/** Which mark each competitor has, so that it has the same one in all pictures of a suite. */
export type Marks = (competitor: string) => Mark;

/** Marks for the competitors of a suite, in the order in which they appear. */
export function marksOf(groups: readonly CellGroup[]): Marks {
  const names = new Set(groups.flatMap(({ cells }) => cells.map(({ competitor }) => competitor)));
  const marks = new Map(
    [...names].map((name, index): [string, Mark] => [
      name,
      {
        // Where colours begin anew, shapes do not.
        shape: (index + Math.floor(index / COLOUR_COUNT)) % SHAPE_COUNT,
        colour: index % COLOUR_COUNT,
      },
    ]),
  );
  return (competitor) => marks.get(competitor) ?? { shape: 0, colour: 0 };
}

/** What is what: a mark, a name, and what is to be said of it. */
export interface LegendEntry {
  readonly mark: Mark | undefined;
  /** Class of the line, where it is one. */
  readonly line: string | undefined;
  readonly text: string;
}

/** A list of what a picture shows. */
export function renderLegend(entries: readonly LegendEntry[]): string {
  const items = entries.map(({ mark, line, text }) => {
    const stroke = line === undefined ? '' : `<path class="${line}" d="M0 6H26"/>`;
    const point = mark === undefined ? '' : useMark(mark, '13', 6);
    const sample = `<svg width="26" height="12" aria-hidden="true">${stroke}${point}</svg>`;
    return `<li>${sample} ${escapeHtml(text)}</li>`;
  });
  return `<ul class="legend">${items.join('')}</ul>`;
}
