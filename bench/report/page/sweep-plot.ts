import { UNITS } from '../../cell.ts';
import { fitPower } from '../fit.ts';
import { formatCount, formatQuantity } from '../format.ts';
import type { Percentile } from '../percentiles.ts';
import type { Sweep, SweepSeries } from '../sweep.ts';
import { type LegendEntry, type Marks, renderLegend } from './marks.ts';
import { escapeHtml, renderHtmlTable, renderNumbers } from './markup.ts';
import { lineStyle, type Point, renderLine, renderMark, renderPlot } from './plot.ts';
import { logScale, logScaleOf } from './scale.ts';

const HEIGHT = 200;

export interface SweepOptions {
  readonly marks: Marks;
  /** What of each cell is drawn. */
  readonly percentile: Percentile;
  /** Whether the growth is to be fitted by a power. */
  readonly fitted: boolean;
}

/**
 * A figure of one workload at several values of a quantity, in logarithms of both, so that a power is a
 * straight line and its exponent the slope, with its numbers beneath.
 */
export function renderSweep(sweep: Sweep, options: SweepOptions): string {
  const { workload, quantity, unit, series } = sweep;
  const { marks, percentile, fitted } = options;
  const lines = series
    .map(({ competitor, steps }) => ({ competitor, steps, points: pointsOf(steps, percentile) }))
    .filter(({ points }) => points.length > 1);
  if (lines.length === 0) return '';
  const points = lines.flatMap((line) => line.points);
  const x = logScaleOf(points.map(([value]) => value));
  const y = logScale(points.map(([, value]) => value));
  const area = { x, y, height: HEIGHT };
  const growths = lines.map(({ points: own }) =>
    fitted ? describeGrowth(own, quantity) : undefined,
  );
  const title = `${workload}, ${percentile.name} by ${quantity}`;
  const spoken = lines.map(({ competitor, points: own }, index) => {
    const values = own.map(([value, at]) => `${formatQuantity(at)} at ${formatCount(value)}`);
    return `${competitor} ${values.join(', ')}${growths[index] === undefined ? '' : `, ${growths[index]}`}`;
  });
  const plot = renderPlot({
    ...area,
    title,
    description: `in ${unit}: ${spoken.join('; ')}`,
    xLabel: quantity,
    yLabel: UNITS[unit].short,
    marks: lines.flatMap(({ competitor, points: own }) => {
      const mark = marks(competitor);
      return [
        renderLine(own, { ...area, style: lineStyle(mark) }),
        ...own.map((point) => renderMark(point, { ...area, mark })),
      ];
    }),
  });
  const legend = lines.map(({ competitor }, index): LegendEntry => {
    const growth = growths[index];
    const mark = marks(competitor);
    return {
      mark,
      line: lineStyle(mark),
      text: growth === undefined ? competitor : `${competitor}: ${growth}`,
    };
  });
  return [
    '<figure>',
    `<figcaption>${escapeHtml(title)} ` +
      `<small>${escapeHtml(unit)}; ${UNITS[unit].better} is better</small></figcaption>`,
    plot,
    renderLegend(legend),
    renderNumbers(tableOf({ ...sweep, series: lines }, percentile, growths)),
    '</figure>',
  ].join('\n');
}

function pointsOf(steps: SweepSeries['steps'], { of }: Percentile): readonly Point[] {
  return steps
    .map(({ value, cell }): Point => [value, of(cell)])
    .filter(([value, at]) => value > 0 && at > 0);
}

/** `n^1.02 ± 0.03`, with the standard error where there is one. */
function describeGrowth(points: readonly Point[], quantity: string): string {
  const { exponent, error } = fitPower(points);
  const power = `${quantity}^${exponent.toFixed(2)}`;
  return error === undefined ? `${power}, of two sizes` : `${power} ± ${error.toFixed(2)}`;
}

function tableOf(
  { quantity, unit, series }: Sweep,
  { name, of }: Percentile,
  growths: readonly (string | undefined)[],
): string {
  const values = [...new Set(series.flatMap(({ steps }) => steps.map(({ value }) => value)))];
  const ascending = values.toSorted((a, b) => a - b);
  const grows = growths.some((growth) => growth !== undefined);
  const rows = series.map(({ competitor, steps }, index) => [
    competitor,
    ...ascending.map((value) => {
      const step = steps.find((one) => one.value === value);
      return step === undefined ? '-' : formatQuantity(of(step.cell));
    }),
    ...(grows ? [growths[index] ?? '-'] : []),
  ]);
  const head = [
    `${name} ${UNITS[unit].short}, ${quantity}`,
    ...ascending.map(formatCount),
    ...(grows ? ['grows as'] : []),
  ];
  return renderHtmlTable(head, rows);
}
