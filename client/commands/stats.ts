import { Command, type Usage } from 'clipanion';
import { flatten, formatPairs } from '../output/index.ts';
import { SourceCommand } from './base.ts';

export class StatsCommand extends SourceCommand {
  static override readonly paths: string[][] = [['stats']];

  static override readonly usage: Usage = Command.Usage({
    category: 'Ask',
    description: 'print what a collection is, and the counters of its engine',
    details: `
      Settings, series, vantage points, where distances are computed, memory, and for the engine
      file its trees, bytes, pages, syncs and rotations.
    `,
    examples: [
      ['Of the server', '$0 stats'],
      ['Of a directory, as JSON', '$0 stats --data ./demo --json'],
    ],
  });

  override async execute(): Promise<void> {
    const stats = await this.withSource('read', (source) => source.stats());
    this.print(stats, () => formatPairs(flatten(stats)));
  }
}
