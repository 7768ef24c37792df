import { Option, type Usage } from 'clipanion';
import { copyCollection } from '../collection/copy-collection.ts';
import { formatCount, printable } from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class BackupCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['backup']];

  static override readonly usage: Usage = usageOf('backup', {
    details: `
      Copies what is alive at the newest acknowledged commit, beside a server that has the directory
      open if need be. Every page that is read is verified. OUT must not exist; it is there only
      once it is whole and on disk. "vantage restore" is the way back.
    `,
    examples: [
      ['A data directory', '$0 backup ./gunpoint ./gunpoint-monday'],
      ['An engine file of any kind', '$0 backup ./trees.vantage ./trees-monday.vantage --json'],
    ],
  });

  readonly place: string = Option.String({ name: 'DIR|FILE', required: true });

  readonly out: string = Option.String({ name: 'OUT', required: true });

  override async execute(): Promise<void> {
    const { place, out } = this;
    const { commit } = await copyCollection(place, out);
    this.print({ backup: out, commit }, () => {
      return `${printable(out)}: holds commit ${formatCount(commit)} of ${printable(place)}\n`;
    });
  }
}
