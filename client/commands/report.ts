import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname, parse, resolve } from 'node:path';
import { Option, type Usage } from 'clipanion';
import type { NamedReport } from '../../bench/index.ts';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError, UsageError } from '../command-line/failure.ts';
import { printable } from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class ReportCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['report']];

  static override readonly usage: Usage = usageOf('report', {
    details: `
      Makes the page of one saved report of \`vantage bench\`: who is faster, by how much and how sure
      that is, in words and in pictures with their numbers beneath. The page is one file that needs no
      network and no script, and carries the report, which can be saved from it.

      Several reports are laid over another, the first of them the baseline: every competitor is
      compared with itself in the first, and labelled with the commit of its run. That two single runs
      differ by some percent says nothing yet; \`vantage bench compare\` tests differences.
    `,
    examples: [
      ['A page of a run', '$0 report monday.json'],
      ['Two runs in one page', '$0 report monday.json friday.json -o both.html'],
      ['With another baseline', '$0 report monday.json --baseline lmdb'],
    ],
  });

  readonly files: string[] = Option.Rest({ name: 'FILE', required: 1 });

  readonly out: string | undefined = Option.String('-o,--out', {
    description: 'page to write; default the name of the first file, with .html',
  });

  readonly baseline: string | undefined = Option.String('--baseline', {
    description: 'competitor that the others are compared with, where it took part; one file only',
  });

  override async execute(): Promise<void> {
    const { files, baseline } = this;
    if (baseline !== undefined && files.length > 1) {
      throw new UsageError('--baseline goes with one FILE; of several, the first is the baseline');
    }
    const page = this.out ?? pageOf(files[0]!);
    if (files.some((file) => resolve(file) === resolve(page))) {
      throw new UsageError(`${page} would replace what it is made of; give -o another place`);
    }
    const bench = await import('../../bench/index.ts');
    const reports: NamedReport[] = [];
    for (const file of files) {
      reports.push({ name: nameOf(file), report: bench.readReport(await bytesOf(file), file) });
    }
    const [first] = reports;
    if (baseline !== undefined) checkBaseline(baseline, first!);
    const shown =
      reports.length === 1
        ? bench.shownAlone(first!.report, baseline)
        : bench.shownTogether(reports);
    const { title, others, pairs } = bench.headlineOf(shown);
    await writeFile(page, bench.renderHtml(shown));
    const { differences } = shown;
    this.print({ page, title, others, pairs, differences }, (paint) => {
      const warnings = differences.map((difference) => `the runs are not alike: ${difference}`);
      const lines = [...others, ...warnings, `page: ${page}`];
      return [paint('bold', printable(title)), ...lines.map(printable)].join('\n').concat('\n');
    });
  }
}

/** The page beside a report: `runs/monday.html` of `runs/monday.json.gz`. */
function pageOf(file: string): string {
  const path = withoutGz(file);
  return `${path.slice(0, path.length - extname(path).length)}.html`;
}

/** What a report is called: `monday` of `runs/monday.json.gz`. */
function nameOf(file: string): string {
  return parse(withoutGz(basename(file))).name;
}

function withoutGz(file: string): string {
  return file.endsWith('.gz') ? file.slice(0, -'.gz'.length) : file;
}

/** @throws CommandError `BAD_FILE` */
async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    const message = `${file}: ${why}; "vantage bench all --json > ${file}" would make one`;
    throw new CommandError('BAD_FILE', message, { cause, exitCode: EXIT.failed });
  }
}

/** @throws UsageError when nobody of that name took part. */
function checkBaseline(baseline: string, { name, report }: NamedReport): void {
  const names = [...new Set(report.cells.map(({ competitor }) => competitor))];
  if (names.includes(baseline)) return;
  throw new UsageError(`--baseline is ${baseline}; in ${name} there are ${names.join(', ')}`);
}
