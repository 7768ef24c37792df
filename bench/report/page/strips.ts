import { cut } from '../columns.ts';
import { describeGroup, formatRatio } from '../format.ts';
import { describeTally } from '../headline.ts';
import type { Shown } from '../shown.ts';
import { type Entry, type Tally, talliesOf } from '../tally.ts';
import { type Marks, marksOf } from './marks.ts';
import { escapeHtml } from './markup.ts';
import { across, endOf, openPicture } from './plot.ts';
import type { Scale } from './scale.ts';
import { nameOf } from './suite-names.ts';

const ROW_HEIGHT = 52;
const TEXT_BASELINE = 14;
/** Where the dots of a row stand, below its text. */
const DOTS_MIDDLE = 34;
/** How far dots may stand from there. */
const DOTS_REACH = 11;
const AXIS_HEIGHT = 34;
const RADIUS = 3.5;
const NAME_MAX = 46;
/** Percent of the width that a dot takes where there is little room. */
const DOT_PERCENT = 1.8;

/** Factors that an axis may end at. */
const REACHES = [1.5, 2, 3, 5, 10, 30, 100, 300, 1_000] as const;

/**
 * The summary of a run: a part for each suite with a row for every two that are compared, and in it a
 * dot for every workload. It lies as far to the right as the competitor is
 * faster than its baseline, or to the left as it is slower; a hollow dot is no clear difference.
 */
export function renderStrips(shown: Shown): readonly string[] {
  const tallies = talliesOf(shown);
  const suites = [...new Set(tallies.map(({ suite }) => suite))];
  return [
    '<div class="panels broad">',
    ...suites.map((suite) => {
      const own = tallies.filter((tally) => tally.suite === suite);
      const marks = marksOf(shown.groups.filter((group) => group.suite === suite));
      const baselines = shown.runs.length > 1 ? [shown.runs[0]!.label!] : own.map(baselineOf);
      const named = new Set(baselines).size > 1;
      const against = named ? '' : ` <small>against ${escapeHtml(baselines[0]!)}</small>`;
      const head = `<h3>${escapeHtml(nameOf(suite))}${against}</h3>`;
      return `<div>${head}${renderSuiteStrips(own, {
        title: nameOf(suite),
        marks,
        named,
      })}</div>`;
    }),
    '</div>',
  ];
}

function baselineOf({ baseline }: Tally): string {
  return baseline;
}

function renderSuiteStrips(
  tallies: readonly Tally[],
  {
    title,
    marks,
    named,
  }: { readonly title: string; readonly marks: Marks; readonly named: boolean },
): string {
  const scale = factorScale(
    tallies.flatMap(({ entries }) => entries.map(({ verdict }) => verdict.factor)),
  );
  const bottom = tallies.length * ROW_HEIGHT;
  const middle = across(scale, 1);
  return [
    openPicture({
      kind: 'strips',
      height: bottom + AXIS_HEIGHT,
      title: `${title}, how many times faster, a dot for each workload`,
      description: tallies.map(describeTally).join('; '),
    }),
    ...scale.ticks.map(({ value, text }) => {
      const x = across(scale, value);
      return (
        `<line class="grid" x1="${x}" x2="${x}" y1="20" y2="${bottom}"/>` +
        `<text class="tick${endOf(scale, value)}" x="${x}" y="${bottom + 14}">${text}</text>`
      );
    }),
    `<line class="axis" x1="${middle}" x2="${middle}" y1="20" y2="${bottom}"/>`,
    `<text class="label" y="${bottom + 30}">← times slower</text>`,
    `<text class="label last" x="100%" y="${bottom + 30}">times faster →</text>`,
    ...tallies.map((tally, index) =>
      renderRow(tally, {
        top: index * ROW_HEIGHT,
        scale,
        colour: marks(tally.competitor).colour,
        name: named ? `${tally.competitor} against ${tally.baseline}` : tally.competitor,
      }),
    ),
    '</svg>',
  ].join('');
}

function renderRow(
  { entries }: Tally,
  place: {
    readonly top: number;
    readonly scale: Scale;
    readonly colour: number;
    readonly name: string;
  },
): string {
  const { top, scale, colour, name } = place;
  return [
    `<text y="${top + TEXT_BASELINE}">${escapeHtml(cut(name, NAME_MAX))}</text>`,
    ...stacked(entries, scale).map(({ entry, level }) => {
      const { group, verdict } = entry;
      const open = verdict.tag === 'unclear' ? ' open' : '';
      const title = `${describeGroup(group)}: ${formatRatio(verdict.factor)} × as fast`;
      return (
        `<circle class="dot c${colour}${open}" cx="${across(scale, verdict.factor)}" ` +
        `cy="${top + DOTS_MIDDLE + level}" r="${RADIUS}"><title>${escapeHtml(title)}</title></circle>`
      );
    }),
  ].join('');
}

/** A logarithmic axis with 1 in its middle that `factors` have room on, as far as it goes. */
function factorScale(factors: readonly number[]): Scale {
  const most = Math.max(
    1,
    ...factors.filter(isPlaced).map((factor) => Math.max(factor, 1 / factor)),
  );
  const reach = REACHES.find((end) => end >= most) ?? REACHES.at(-1)!;
  const shown = [...REACHES.filter((end) => end <= Math.sqrt(reach)).slice(-1), reach];
  const span = 2 * Math.log(reach);
  return {
    of: (factor) => Math.min(100, Math.max(0, 50 + (Math.log(factor) / span) * 100)),
    ticks: [
      ...shown.toReversed().map((times) => ({ value: 1 / times, text: `${times}` })),
      { value: 1, text: '1' },
      ...shown.map((times) => ({ value: times, text: `${times}` })),
    ],
    ends: [1 / reach, reach],
  };
}

/** Puts dots that would hide each other above and below the middle of the row, in turns. */
function stacked(
  entries: readonly Entry[],
  scale: Scale,
): readonly { readonly entry: Entry; readonly level: number }[] {
  const columns = new Map<number, number>();
  return entries
    .filter(({ verdict }) => isPlaced(verdict.factor))
    .toSorted((a, b) => a.verdict.factor - b.verdict.factor)
    .map((entry) => {
      const column = Math.round(scale.of(entry.verdict.factor) / DOT_PERCENT);
      const count = columns.get(column) ?? 0;
      columns.set(column, count + 1);
      const step = Math.ceil(count / 2) * (count % 2 === 0 ? 1 : -1);
      const level = step * RADIUS * 1.5;
      return { entry, level: Math.max(-DOTS_REACH, Math.min(DOTS_REACH, level)) };
    });
}

/** Nothing over nothing has no place. */
function isPlaced(factor: number): boolean {
  return Number.isFinite(factor) && factor > 0;
}
