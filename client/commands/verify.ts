import { Option, type Usage } from 'clipanion';
import type { Fault, TreeShape, Verification } from '../../engines/index.ts';
import { verifyPlace } from '../collection/verification.ts';
import { EXIT, type ExitCode } from '../command-line/exit-codes.ts';
import {
  byName,
  countOf,
  formatCount,
  formatTable,
  type Paint,
  printable,
} from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class VerifyCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['verify']];

  static override readonly usage: Usage = usageOf('verify', {
    details: `
      Walks the whole file: checksums, order, subtree sizes, reachability, and the rules of its
      engine. In a data directory it goes on to compare the trees with each other and to compute
      every stored distance anew. Every fault is listed, with its page where it has one.

      It reads only, beside a server that has the directory open if need be. The exit code is 6
      when there is a fault.
    `,
    examples: [
      ['A data directory', '$0 verify ./gunpoint'],
      ['An engine file of any kind', '$0 verify ./gunpoint/collection.vantage --json'],
    ],
  });

  readonly place: string = Option.String({ name: 'DIR|FILE', required: true });

  override async execute(): Promise<ExitCode> {
    const path = this.place;
    const result = await verifyPlace(path);
    const sound = result.faults.length === 0;
    this.print({ sound, ...result }, (paint) => render(path, result, paint));
    return sound ? EXIT.ok : EXIT.corrupt;
  }
}

function render(
  path: string,
  { faults, trees, pagesChecked, distancesChecked }: Verification & { distancesChecked?: number },
  paint: Paint,
): string {
  const checked = [countOf(pagesChecked, 'page')];
  if (distancesChecked !== undefined) checked.push(countOf(distancesChecked, 'distance'));
  const verdict =
    faults.length === 0
      ? paint('good', 'sound')
      : paint('bad', `${formatCount(faults.length)} ${faults.length === 1 ? 'fault' : 'faults'}`);
  const head = `${printable(path)}: ${verdict} (${checked.join(' and ')} checked)\n`;
  return `${head}${faults.map(lineOf).join('')}\n${tableOf(trees, paint)}`;
}

function lineOf({ page, tree, message }: Fault): string {
  const where = [
    page === undefined ? [] : `page ${page}`,
    tree === undefined ? [] : `tree ${tree}`,
  ];
  return `  ${printable([...where.flat(), message].join(': '))}\n`;
}

function tableOf(trees: readonly TreeShape[], paint: Paint): string {
  const rows = trees.map(({ tree, entries, height }) => [
    tree,
    formatCount(entries),
    formatCount(height),
  ]);
  const columns = [
    { title: 'TREE' },
    { title: 'ENTRIES', align: 'right' },
    { title: 'HEIGHT', align: 'right' },
  ] as const;
  return formatTable(columns, rows.toSorted(byName), paint);
}
