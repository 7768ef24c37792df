import { type Cell, UNITS } from '../../cell.ts';
import { describeGroup, formatQuantity } from '../format.ts';
import type { CellGroup } from '../report.ts';
import { type LegendEntry, type Marks, renderLegend } from './marks.ts';
import { lineStyle, type Point, renderLine, renderPlot } from './plot.ts';
import { logScale, type Scale } from './scale.ts';

const HEIGHT = 170;

/** Samples from which on a p99 is more than the worst sample or two. */
const SAMPLES_LEAST = 100;

/** Points of a curve for each power of ten of what is left out. */
const POINTS_PER_DECADE = 12;

/** Names of places on the axis, by the share of the samples that are worse. */
const NAMED: readonly (readonly [rest: number, name: string])[] = [
  [1, 'best'],
  [0.5, 'p50'],
  [0.1, 'p90'],
  [0.01, 'p99'],
  [0.001, 'p99.9'],
  [0.0001, 'p99.99'],
];

/** Whether samples of a group are single operations, and enough of them that tails can be seen. */
export function hasDistribution({ unit, operationsPerSample, cells }: CellGroup): boolean {
  const enough = cells.some(({ samples }) => samples >= SAMPLES_LEAST);
  const positive = cells.every((cell) => curveOf(cell).every(([, value]) => value > 0));
  return unit === 'ms' && operationsPerSample === 1 && enough && positive;
}

/**
 * The distributions of a group as curves: for every percentile what it is at least as good as, in
 * logarithms both of the time and of the share that is left out, so that tails have room.
 */
export function renderPercentileCurves(group: CellGroup, marks: Marks): string {
  const { cells, unit } = group;
  const curves = cells.map((cell) => ({ cell, points: curveOf(cell) }));
  const x = ninesScale(Math.min(...curves.flatMap(({ points }) => points.map(([rest]) => rest))));
  const y = logScale(curves.flatMap(({ points }) => points.map(([, value]) => value)));
  const spoken = cells.map(({ competitor, p50, p99, p999, worst }) => {
    const [median, tail, far, last] = [p50, p99, p999, worst].map(formatQuantity);
    return `${competitor} p50 ${median}, p99 ${tail}, p99.9 ${far}, worst ${last} ${UNITS[unit].short}`;
  });
  const plot = renderPlot({
    title: `Distribution of ${describeGroup(group)}`,
    description: spoken.join('; '),
    height: HEIGHT,
    x,
    y,
    xLabel: 'percentile',
    yLabel: UNITS[unit].short,
    marks: curves.map(({ cell, points }) =>
      renderLine(points, { x, y, height: HEIGHT, style: lineStyle(marks(cell.competitor)) }),
    ),
  });
  const legend = cells.map(({ competitor }): LegendEntry => {
    return { mark: undefined, line: lineStyle(marks(competitor)), text: competitor };
  });
  return plot + renderLegend(legend);
}

/** Percentiles of a cell as points: the share of the samples that are worse, and the value. */
function curveOf({ raw, samples, p50, p90, p95, p99, p999, unit }: Cell): readonly Point[] {
  if (raw.length < samples) {
    return [
      [0.5, p50],
      [0.1, p90],
      [0.05, p95],
      [0.01, p99],
      [0.001, p999],
    ];
  }
  const sorted = Float64Array.from(raw).toSorted();
  if (UNITS[unit].better === 'higher') sorted.reverse();
  const count = Math.ceil(Math.log10(samples) * POINTS_PER_DECADE);
  return Array.from({ length: count + 1 }, (_, index): Point => {
    const rest = 10 ** (-index / POINTS_PER_DECADE);
    const rank = Math.max(0, Math.ceil((1 - rest) * samples - 1e-9) - 1);
    return [Math.max(rest, 1 / samples), sorted[rank]!];
  });
}

/** An axis on which every further nine of a percentile takes the same room. */
function ninesScale(restLeast: number): Scale {
  const span = -Math.log(restLeast);
  return {
    of: (rest) => Math.min(100, (-Math.log(rest) / span) * 100),
    ticks: NAMED.filter(([rest]) => rest >= restLeast).map(([value, text]) => ({ value, text })),
    ends: [1, restLeast],
  };
}
