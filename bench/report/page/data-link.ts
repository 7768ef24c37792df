import { gzipSync } from 'node:zlib';
import { formatCount } from '../format.ts';
import { renderJson } from '../json.ts';
import type { BenchReport } from '../report.ts';
import { escapeHtml } from './markup.ts';

/** How many times fewer samples are tried next where they have no room. */
const FEWER = 2;

/**
 * A link by which a page gives the report back that it was made of, compressed, and readable by
 * "vantage report". Raw samples that do not fit into `bytesMax` are thinned out evenly, and the link
 * says so.
 */
export function renderDataLink(
  report: BenchReport,
  { name, bytesMax }: { readonly name: string; readonly bytesMax: number },
): string {
  const all = Math.max(0, ...report.cells.map(({ raw }) => raw.length));
  for (let most = all; ; most = Math.floor(most / FEWER)) {
    const data = gzipSync(renderJson(thinned(report, most)), { level: 6 }).toString('base64');
    if (data.length > bytesMax && most > 0) continue;
    const kept =
      most >= all
        ? 'with every sample'
        : `with ${formatCount(most)} samples of a cell at most: more would not fit into the page`;
    const file = `${name}.json.gz`;
    return (
      `<a download="${escapeHtml(file)}" href="data:application/gzip;base64,${data}">` +
      `${escapeHtml(file)}</a>, ${kept}`
    );
  }
}

/** The report with at most `most` raw samples of each cell, evenly from the order in which they came. */
function thinned(report: BenchReport, most: number): BenchReport {
  return {
    ...report,
    cells: report.cells.map((cell) => {
      const { raw } = cell;
      if (raw.length <= most) return cell;
      const kept = Array.from({ length: most }, (_, index) => {
        return raw[Math.floor((index * raw.length) / most)]!;
      });
      return { ...cell, raw: kept };
    }),
  };
}
