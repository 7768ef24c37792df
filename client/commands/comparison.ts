import { access, constants, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { BenchOptions, BenchReport } from '../../bench/index.ts';
import { asUsage } from '../command-line/collection-options.ts';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError } from '../command-line/failure.ts';
import { formatLeft, type Progress } from '../output/index.ts';

/** A finished run, in every form in which it is shown. */
export interface Comparison {
  /** Plain text, coloured if that was asked for. */
  readonly text: string;
  /** The document of `--json`. */
  readonly document: unknown;
}

export interface ComparisonOptions extends Omit<BenchOptions, 'onProgress' | 'clock'> {
  /** Where to write the HTML page, if anywhere. */
  readonly html: string | undefined;
  /** Where to write the document of `--json`, if anywhere. */
  readonly json?: string | undefined;
  /** Competitor that the others are divided by, where it takes part. Default: the first. */
  readonly baseline?: string | undefined;
  readonly progress: Progress;
  readonly coloured: boolean;
}

/**
 * Runs the benchmarks and writes the files.
 * @throws CommandError `BAD_FILE`, before anything is measured, when a file has no place to go.
 * @throws UsageError for an engine that is not there; BenchError.
 */
export async function compare(options: ComparisonOptions): Promise<Comparison> {
  const { html, json, baseline, progress, coloured, ...run } = options;
  if (html !== undefined) await checkWritable('--html', html);
  if (json !== undefined) await checkWritable('--json', json);
  const { renderHtml, renderJson, renderTable, runBench, shownAlone } = await import(
    '../../bench/index.ts'
  );
  let report: BenchReport;
  try {
    const onProgress = (line: string, leftMs: number): void =>
      progress.stage(`${formatLeft(leftMs)}: ${line}`);
    report = await asUsage(() => runBench({ ...run, onProgress }));
  } finally {
    progress.clear();
  }
  if (baseline !== undefined && !report.cells.some((cell) => cell.competitor === baseline)) {
    progress.step(
      `--baseline is ${baseline}, which took no part; ratios are over the first of each`,
    );
  }
  if (html !== undefined) await writeFile(html, renderHtml(shownAlone(report, baseline)));
  const written = renderJson(report);
  if (json !== undefined) await writeFile(json, written);
  const document: unknown = JSON.parse(written);
  return { document, text: renderTable(report, { colour: coloured, baseline }) };
}

async function checkWritable(option: string, file: string): Promise<void> {
  try {
    await access(dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = `${file}: its folder cannot be written to (${code}); give ${option} another place`;
    throw new CommandError('BAD_FILE', message, { exitCode: EXIT.failed });
  }
}
