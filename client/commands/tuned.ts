import type { MeasureSettings, TunedMeasure, TuneReport } from '../../server/index.ts';
import { type Column, countOf, formatCount, formatTable, type Paint } from '../output/index.ts';

/** Vantage points of the first table, where they were tried: those of a new collection. */
const VANTAGE_USUAL = 20;

/** The report of `vantage tune` for people. `stored` is how many series there are. */
export function renderTuned(stored: number, report: TuneReport, paint: Paint): string {
  const { series, length, queries, classes, measures } = report;
  const of = stored > series ? ` of ${formatCount(stored)}` : '';
  const told = classes > 0 ? `, ${countOf(classes, 'class', 'classes')}` : '';
  const head =
    `${formatCount(series)}${of} series, ${formatCount(length)} points each${told}; ` +
    `${countOf(queries, 'query', 'queries')}\n`;
  const counts = measures[0]?.vantage.map(({ vantagePoints }) => vantagePoints) ?? [];
  const usual = counts.indexOf(VANTAGE_USUAL);
  const shown = usual === -1 ? counts.length - 1 : usual;
  const points = counts[shown];
  const title =
    points === undefined
      ? 'Too few series for vantage points; share of them that a search computes'
      : `Share of the series that a search computes, with ${countOf(points, 'vantage point')}`;
  const parts = [head, `\n${title}\n\n`, boundsTable(measures, shown, paint)];
  if (counts.length > 1) {
    parts.push('\nThe same by all bounds, for numbers of vantage points\n\n');
    parts.push(countsTable(measures, counts, paint));
  }
  const best = mostAccurate(measures);
  if (best?.error !== undefined) {
    const error = formatPercent(best.error);
    parts.push(
      `\nfewest errors: ${describeMeasure(best.measure)}, ${error} of the nearest neighbours `,
    );
    parts.push('are of another class\n');
  }
  return parts.join('');
}

function boundsTable(measures: readonly TunedMeasure[], shown: number, paint: Paint): string {
  const labelled = measures.some(({ error }) => error !== undefined);
  const titles = ['MEAN', 'DIMENSION', 'RING', 'SPECTRUM', 'HILBERT', 'ALL'];
  const columns: readonly Column[] = [
    { title: 'MEASURE' },
    ...titles.map((title): Column => ({ title, align: 'right' })),
    ...(labelled ? [{ title: 'ERROR', align: 'right' } as const] : []),
  ];
  const rows = measures.map((one) => {
    const vantage = one.vantage[shown];
    return [
      describeMeasure(one.measure),
      one.meanDistance.toPrecision(3),
      formatDimension(one.dimension),
      formatPercent(vantage?.ring),
      formatPercent(one.spectrum),
      formatPercent(vantage?.hilbert),
      formatPercent(vantage?.all ?? one.spectrum),
      ...(labelled ? [formatPercent(one.error)] : []),
    ];
  });
  return formatTable(columns, rows, paint);
}

function countsTable(
  measures: readonly TunedMeasure[],
  counts: readonly number[],
  paint: Paint,
): string {
  const columns: readonly Column[] = [
    { title: 'MEASURE' },
    ...counts.map((count): Column => ({ title: String(count), align: 'right' })),
  ];
  const rows = measures.map(({ measure, vantage }) => [
    describeMeasure(measure),
    ...vantage.map(({ all }) => formatPercent(all)),
  ]);
  return formatTable(columns, rows, paint);
}

/** The measure with the fewest errors; of equals the one that computes less. */
function mostAccurate(measures: readonly TunedMeasure[]): TunedMeasure | undefined {
  return measures
    .filter(({ error }) => error !== undefined)
    .toSorted((a, b) => a.error! - b.error! || shareOf(a) - shareOf(b))[0];
}

function shareOf({ vantage, spectrum }: TunedMeasure): number {
  return vantage.at(-1)?.all ?? spectrum ?? 1;
}

/** The measure in a few words: `kernel gamma 10`. */
export function describeMeasure({ name, ...parameters }: MeasureSettings): string {
  const told = Object.entries(parameters).map(([key, value]) => ` ${key} ${value}`);
  return `${name}${told.join('')}`;
}

/** A share in percent to two digits or to tenths; a dash where there is none. */
function formatPercent(share: number | undefined): string {
  if (share === undefined || Number.isNaN(share)) return '-';
  const percent = 100 * share;
  if (percent === 0) return '0 %';
  if (percent >= 9.95) return `${percent.toFixed(0)} %`;
  return `${percent >= 0.1 ? percent.toFixed(1) : percent.toPrecision(1)} %`;
}

function formatDimension(dimension: number): string {
  if (!Number.isFinite(dimension)) return '-';
  return dimension < 1000 ? dimension.toPrecision(3) : formatCount(Math.round(dimension));
}
