import { Option, type Usage } from 'clipanion';
import type { Fault, SalvagedTree, SalvageReport } from '../../engines/index.ts';
import { EXIT, type ExitCode } from '../command-line/exit-codes.ts';
import { countOf, formatCount, formatTable, type Paint, printable } from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

/** Faults that are listed; the document of --json has all. */
const FAULTS_MAX = 20;

export class SalvageCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['salvage']];

  static override readonly usage: Usage = usageOf('salvage', {
    details: `
      The trees of OUT hold what is certain: the entries that the newest commit of FILE reaches over
      sound pages, every one of them. Where the record of that commit is damaged, an older commit is
      taken, and said so.

      A file keeps old versions of its entries, so entries behind a damaged page often stand
      elsewhere in it; whether they are current, changed since or deleted cannot be proven. The
      newest version of each is put into a tree of its own, "lost+found/TREE", or "lost+found" where
      the tree is not known either. Look at them, and copy back what is right.

      FILE is never written to, and should have no writer. OUT must not exist. What is saved is held
      in memory meanwhile. The exit code is 0 when all of the newest commit was saved and 6 when
      something of it was lost, or may have been.
    `,
    examples: [
      ['Save an engine file', '$0 salvage ./damaged.vantage ./saved.vantage'],
      ['With every loss as JSON', '$0 salvage ./damaged.vantage ./saved.vantage --json'],
    ],
  });

  readonly from: string = Option.String({ name: 'FILE', required: true });
  readonly to: string = Option.String({ name: 'OUT', required: true });

  override async execute(): Promise<ExitCode> {
    const { salvageFile } = await import('../../engines/index.ts');
    const report = await salvageFile(this.from, this.to);
    this.print(report, (paint) => render(this.to, report, paint));
    return report.whole ? EXIT.ok : EXIT.corrupt;
  }
}

function render(to: string, report: SalvageReport, paint: Paint): string {
  const { engine, commit, newest, whole, trees, found, faults } = report;
  const verdict = whole ? paint('good', 'all was saved') : paint('bad', 'not all was saved');
  const lines = [
    `${printable(to)}: ${verdict} (engine ${printable(engine)}, commit ${formatCount(commit)})`,
  ];
  if (!newest) lines.push('  the newest commit is damaged or unknown; an older one was taken');
  for (const { tree, pages } of trees) {
    if (pages.length > 0) lines.push(`  tree ${printable(tree)} is cut at ${pageList(pages)}`);
  }
  if (found > 0)
    lines.push(`  ${countOf(found, 'entry', 'entries')} of no known tree in lost+found`);
  lines.push(...faults.slice(0, FAULTS_MAX).map(lineOf));
  if (faults.length > FAULTS_MAX)
    lines.push(`  and ${formatCount(faults.length - FAULTS_MAX)} more`);
  return `${lines.join('\n')}\n\n${tableOf(trees, paint)}`;
}

function lineOf({ page, message }: Fault): string {
  return `  ${printable(page === undefined ? message : `page ${page}: ${message}`)}`;
}

function pageList(pages: readonly number[]): string {
  const told = pages.slice(0, FAULTS_MAX).join(', ');
  return `${pages.length === 1 ? 'page' : 'pages'} ${told}${pages.length > FAULTS_MAX ? ', …' : ''}`;
}

function tableOf(trees: readonly SalvagedTree[], paint: Paint): string {
  const columns = [
    { title: 'TREE' },
    { title: 'SAVED', align: 'right' },
    { title: 'LOST', align: 'right' },
    { title: 'FOUND', align: 'right' },
    { title: 'FOUND IN' },
  ] as const;
  const rows = trees.map(({ tree, saved, lost, found, foundIn }) => [
    tree,
    formatCount(saved),
    formatCount(lost),
    formatCount(found),
    foundIn ?? '',
  ]);
  return formatTable(columns, rows, paint);
}
