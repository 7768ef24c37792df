import { formatCount, formatQuantity } from '../format.ts';
import type { CellGroup } from '../report.ts';
import { type Sweep, sweepsOf } from '../sweep.ts';
import { type LegendEntry, type Marks, renderLegend } from './marks.ts';
import { escapeHtml, renderHtmlTable, renderNumbers } from './markup.ts';
import { lineStyle, type Point, renderLine, renderMark, renderPlot, renderText } from './plot.ts';
import { linearScale, type Scale } from './scale.ts';

const HEIGHT = 220;

/** Places between two values of log₂ n at which a bound is drawn. */
const STEPS = 4;

/** What theory says of the height of a tree of n nodes. */
interface Bound {
  readonly name: string;
  /** As it stands in the picture. */
  readonly label: string;
  readonly of: (n: number) => number;
}

const LEAST: Bound = {
  name: 'no tree is lower: log₂(n + 1)',
  label: 'log₂ n',
  of: (n) => Math.log2(n + 1),
};

const RED_BLACK: Bound = {
  name: 'no red-black tree is higher: 2 log₂(n + 1)',
  label: '2 log₂ n',
  of: (n) => 2 * Math.log2(n + 1),
};

/** Source: Reed 2003, The height of a random binary search tree; without its constant term. */
const RANDOM: Bound = {
  name: 'what an unbalanced tree of random keys tends to: 4.311 ln n − 1.953 ln ln n',
  label: '4.3 ln n …',
  of: (n) => 4.311 * Math.log(n) - 1.953 * Math.log(Math.log(n)),
};

/** What an unbalanced tree becomes of keys that arrive in order. */
const LIST: Bound = { name: 'a list: n', label: 'n', of: (n) => n };

/** Workloads that count heights, by the order in which the keys arrived. */
const HEIGHT_OF = /^height, (\w+)$/;

/** The heights of trees over log₂ n, a figure for each order of the keys, with what theory says. */
export function renderHeights(groups: readonly CellGroup[], marks: Marks): readonly string[] {
  const heights = groups.filter(
    ({ workload, unit }) => unit === 'nodes' && HEIGHT_OF.test(workload),
  );
  return sweepsOf(heights).map((sweep) => renderOrder(sweep, marks));
}

function renderOrder({ workload, series }: Sweep, marks: Marks): string {
  const order = HEIGHT_OF.exec(workload)![1]!;
  const bounds = [LEAST, RED_BLACK, order === 'random' ? RANDOM : LIST];
  const lines = series.map(({ competitor, steps }) => ({
    competitor,
    points: steps.map(({ value, cell }): Point => [value, cell.p50]),
  }));
  const sizes = [...new Set(lines.flatMap(({ points }) => points.map(([n]) => n)))];
  const ascending = sizes.toSorted((a, b) => a - b);
  const x = sizeScale(ascending);
  const most = x.ends[1];
  // What is as high as a list would hide the rest.
  const y = linearScale((order === 'random' ? RANDOM : RED_BLACK).of(most));
  const area = { x, y, height: HEIGHT };
  const beyond = lines.flatMap(({ competitor, points }) =>
    points
      .filter(([, height]) => height > y.ends[1])
      .map(([n, height]) => ({ competitor, n, height })),
  );
  const [left] = beyond.toSorted((a, b) => b.height - a.height);
  const title = `Height, keys in ${order} order`;
  const spoken = lines.map(({ competitor, points }) => {
    const values = points.map(([n, height]) => `${formatCount(height)} at n ${formatCount(n)}`);
    return `${competitor} ${values.join(', ')}`;
  });
  const plot = renderPlot({
    ...area,
    worded: true,
    title,
    description: spoken.join('; '),
    xLabel: 'nodes n, every step doubles',
    yLabel: 'height',
    marks: [
      ...bounds.map((bound, index) => {
        const points = within(pointsOf(bound, x), y);
        const line = renderLine(points, { ...area, style: `bound b${index}` });
        return line + renderText(points.at(-1)!, { ...area, text: bound.label });
      }),
      ...lines.flatMap(({ competitor, points }) => {
        const mark = marks(competitor);
        const shown = points.filter(([, height]) => height <= y.ends[1]);
        return [
          renderLine(within(points, y), { ...area, style: lineStyle(mark) }),
          ...shown.map((point) => renderMark(point, { ...area, mark })),
        ];
      }),
    ],
  });
  const note =
    left === undefined
      ? ''
      : `<p class="note"><small>↑ ${escapeHtml(left.competitor)} leaves the picture: it is ` +
        `${formatCount(left.height)} high at n ${formatCount(left.n)}.</small></p>`;
  const legend = [
    ...lines.map(({ competitor }): LegendEntry => {
      const mark = marks(competitor);
      return { mark, line: lineStyle(mark), text: competitor };
    }),
    ...bounds.map(({ name }, index): LegendEntry => {
      return { mark: undefined, line: `bound b${index}`, text: name };
    }),
  ];
  const table = renderHtmlTable(
    ['height', ...ascending.map((n) => `n ${formatCount(n)}`)],
    [
      ...lines.map(({ competitor, points }) => {
        const heights = ascending.map((n) => points.find(([size]) => size === n)?.[1]);
        return [competitor].concat(
          heights.map((height) => (height === undefined ? '-' : formatCount(height))),
        );
      }),
      ...bounds.map(({ name, of }) => [name].concat(ascending.map((n) => formatQuantity(of(n))))),
    ],
  );
  return [
    '<figure>',
    `<figcaption>${escapeHtml(title)} <small>nodes on the longest way down; lower is better</small></figcaption>`,
    plot,
    renderLegend(legend),
    note,
    renderNumbers(table),
    '</figure>',
  ].join('\n');
}

/** An axis of log₂ n with a mark at every second power of two. */
function sizeScale(ascending: readonly number[]): Scale {
  const least = Math.floor(Math.log2(ascending[0]!));
  const most = Math.ceil(Math.log2(ascending.at(-1)!));
  const powers = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  const every = Math.ceil(powers.length / 6);
  return {
    of: (n) => ((Math.log2(n) - least) / Math.max(1, most - least)) * 100,
    ticks: powers
      .filter((_, index) => index % every === 0)
      .map((power) => ({ value: 2 ** power, text: `2${superscript(power)}` })),
    ends: [2 ** least, 2 ** most],
  };
}

function superscript(power: number): string {
  return Array.from(String(power), (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
}

function pointsOf({ of }: Bound, { ends: [least, most] }: Scale): readonly Point[] {
  const from = Math.log2(least);
  const count = Math.round((Math.log2(most) - from) * STEPS);
  return Array.from({ length: count + 1 }, (_, index): Point => {
    const n = 2 ** (from + index / STEPS);
    return [n, of(n)];
  });
}

/** The points up to where a line leaves the picture, and the place at which it does. */
function within(points: readonly Point[], { ends: [, most] }: Scale): readonly Point[] {
  const first = points.findIndex(([, value]) => value > most);
  if (first === -1) return points;
  const [n, value] = points[first]!;
  if (first === 0) return [[n, most]];
  const [before, below] = points[first - 1]!;
  const share = (most - below) / (value - below);
  return [...points.slice(0, first), [before * (n / before) ** share, most]];
}
