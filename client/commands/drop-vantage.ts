import { Option, type Usage } from 'clipanion';
import { readId } from '../command-line/arguments.ts';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError } from '../command-line/failure.ts';
import { countOf, printable } from '../output/index.ts';
import { SourceCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class DropVantageCommand extends SourceCommand {
  static override readonly paths: string[][] = [['drop-vantage']];

  static override readonly usage: Usage = usageOf('drop-vantage', {
    details: `
      Removes their stored distances, in one commit. Inserts wait for it, searches do not, and
      every answer stays the same; without a vantage point searches compute every distance.

      An ID that is no vantage point is an error, with exit code 3; the others are dropped.
    `,
    examples: [['Drop two', '$0 drop-vantage ts-5 ts-17']],
  });

  readonly ids: string[] = Option.Rest({ name: 'ID', required: 1 });

  override async execute(): Promise<void> {
    const ids = this.ids.map(readId);
    const dropped = await this.withSource('write', (source) => source.dropVantage(ids));
    const absent = ids.filter((id) => !dropped.includes(id));
    if (absent.length > 0) {
      const names = absent.map((id) => JSON.stringify(id)).join(', ');
      const none = absent.length === 1 ? 'is no vantage point' : 'are no vantage points';
      const others = `${countOf(dropped.length, 'vantage point')} dropped`;
      throw new CommandError('NOT_FOUND', `${names} ${none}; ${others}; stats has their ids`, {
        exitCode: EXIT.notFound,
        field: 'ids',
      });
    }
    this.print({ dropped }, () => {
      return `${countOf(dropped.length, 'vantage point')} dropped: ${dropped.map(printable).join(', ')}\n`;
    });
  }
}
