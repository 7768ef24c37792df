import { Option, type Usage } from 'clipanion';
import { readSeriesFor } from '../collection/series-file.ts';
import { readId } from '../command-line/arguments.ts';
import { printable } from '../output/index.ts';
import { SourceCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class InsertCommand extends SourceCommand {
  static override readonly paths: string[][] = [['insert']];

  static override readonly usage: Usage = usageOf('insert', {
    details: `
      The series is on disk and can be found when the command ends. Storing the very same series
      again changes nothing and succeeds; another one under a stored id is refused.
    `,
    examples: [['Store a file as "m31-v1"', '$0 insert m31-v1 --file light-curve.csv']],
  });

  readonly id: string = Option.String({ name: 'ID', required: true });

  readonly file: string = Option.String('--file', {
    required: true,
    description: 'file with one series: .ts, .tsv, .csv, .ndjson or .npy',
  });

  readonly resample: boolean = Option.Boolean('--resample', false, {
    description: "bring the series to the collection's length by linear interpolation",
  });

  override async execute(): Promise<void> {
    const id = readId(this.id);
    const inserted = await this.withSource('write', async (source) => {
      const series = await readSeriesFor(source, this.file, { resample: this.resample });
      return source.insert(id, series);
    });
    const done = inserted ? 'stored' : 'already there, the same series';
    this.print({ id, inserted }, () => `${printable(id)}: ${done}\n`);
  }
}
