import type { Usage } from 'clipanion';
import { isRecord } from '../../server/protocol/index.ts';
import { byName, flatten, formatPairs, formatTable, type Paint } from '../output/index.ts';
import { SourceCommand } from './base.ts';
import { usageOf } from './usage.ts';

type Counters = Readonly<Record<string, unknown>>;

export class StatsCommand extends SourceCommand {
  static override readonly paths: string[][] = [['stats']];

  static override readonly usage: Usage = usageOf('stats', {
    details: `
      Settings, series, vantage points, where distances are computed, memory, and for the engine
      file its trees, bytes, pages, syncs and rotations. Counters count from when it was opened.
    `,
    examples: [
      ['Of the server', '$0 stats'],
      ['Of a directory, as JSON', '$0 stats --data ./demo --json'],
    ],
  });

  override async execute(): Promise<void> {
    const stats = await this.withSource('read', (source) => source.stats());
    this.print(stats, (paint) => render(stats, paint));
  }
}

/** The counters, and the trees of the file as a table; a server may tell more, or less. */
function render(stats: Counters, paint: Paint): string {
  const file = isRecord(stats['file']) ? stats['file'] : {};
  const { trees, ...counters } = file;
  const pairs = formatPairs(flatten({ ...stats, file: counters }));
  const rows = (Array.isArray(trees) ? trees : []).filter(isRecord);
  return rows.length === 0 ? pairs : `${pairs}\n${renderTrees(rows, paint)}`;
}

function renderTrees(trees: readonly Counters[], paint: Paint): string {
  const cells = trees.map((tree) =>
    ['tree', 'entries', 'bytesLive', 'built'].map(
      (field) => flatten({ [field]: tree[field] })[0]?.[1] ?? '',
    ),
  );
  const columns = [
    { title: 'TREE' },
    { title: 'ENTRIES', align: 'right' },
    { title: 'LIVE BYTES', align: 'right' },
    { title: 'BUILT BY' },
  ] as const;
  return formatTable(columns, cells.toSorted(byName), paint);
}
