import { Option, type Usage } from 'clipanion';
import { readId, readWholeNumber, VANTAGE_POINTS_MAX } from '../command-line/arguments.ts';
import { UsageError } from '../command-line/failure.ts';
import { countOf, printable } from '../output/index.ts';
import { SourceCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class AddVantageCommand extends SourceCommand {
  static override readonly paths: string[][] = [['add-vantage']];

  static override readonly usage: Usage = usageOf('add-vantage', {
    details: `
      Measures them against every series and stores the distances, in one commit. Inserts wait for
      it, searches do not, and every answer stays the same: more vantage points exclude more series,
      and make an insert dearer. There are at most ${VANTAGE_POINTS_MAX}; stats has their ids.

      A vantage point is a copy: its series may be deleted. An ID that is one already is left alone.
    `,
    examples: [
      ['Two series that are known to be far apart', '$0 add-vantage ts-5 ts-17'],
      ['Four drawn at random, in a directory', '$0 add-vantage --count 4 --data ./demo'],
    ],
  });

  readonly ids: string[] = Option.Rest({ name: 'ID' });

  readonly count: string | undefined = Option.String('--count', {
    description: `draw this many at random, 1 to ${VANTAGE_POINTS_MAX}`,
  });

  override async execute(): Promise<void> {
    const count = readWholeNumber('--count', this.count, { least: 1, most: VANTAGE_POINTS_MAX });
    const ids = this.ids.map(readId);
    if ((count === undefined) === (ids.length === 0)) {
      throw new UsageError('give the IDs of stored series, or --count N to draw some');
    }
    const added = await this.withSource('write', (source) =>
      source.addVantage(count === undefined ? { ids } : { count }),
    );
    this.print({ added }, () => {
      const names = added.length === 0 ? '' : `: ${added.map(printable).join(', ')}`;
      return `${countOf(added.length, 'vantage point')} added${names}\n`;
    });
  }
}
