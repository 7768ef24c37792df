import { Option, type Usage } from 'clipanion';
import { LIMIT_MAX, OFFSET_MAX, readWholeNumber } from '../command-line/arguments.ts';
import { formatJson } from '../command-line/json.ts';
import { countOf, formatCount } from '../output/index.ts';
import { SourceCommand } from './base.ts';
import { renderRows } from './rows.ts';
import { usageOf } from './usage.ts';

export class SelectCommand extends SourceCommand {
  static override readonly paths: string[][] = [['select']];

  static override readonly usage: Usage = usageOf('select', {
    details: `
      A filter is one expression: (= column value), with != < <= > >= as well, (in column value …),
      (between column low high), (like column "pattern"), (is-null column), and (and …), (or …)
      and (not …) of these. Without one all series are listed. What compares null does not match.

      Every collection has the columns id, mean and std; "vantage meta schema" lists the others.
    `,
    examples: [
      ['All of two levels', `$0 select --where '(in level "A" "B")'`],
      ['The five greatest means', '$0 select --sort=-mean --limit 5 --fields id,mean'],
      ['For another program', `$0 select --where '(> std 0.2)' --ndjson --limit 100000`],
    ],
  });

  readonly where: string | undefined = Option.String('--where', {
    description: 'filter on metadata: only series that match it, such as \'(= level "A")\'',
  });

  readonly fields: string | undefined = Option.String('--fields', {
    description: 'columns to show, with commas between; default all',
  });

  readonly sort: string | undefined = Option.String('--sort', {
    description: 'columns to sort by, with commas between, and - before one that descends',
  });

  readonly limit: string | undefined = Option.String('--limit', {
    description: `most rows, 1 to ${LIMIT_MAX}; default 1000`,
  });

  readonly offset: string | undefined = Option.String('--offset', {
    description: `rows to pass by before the first, 0 to ${OFFSET_MAX}; default 0`,
  });

  readonly ndjson: boolean = Option.Boolean('--ndjson', false, {
    description: 'print a JSON document a row, and nothing else',
  });

  override async execute(): Promise<void> {
    const choice = {
      where: this.where,
      fields: this.fields?.split(','),
      sort: this.sort?.split(','),
      limit: readWholeNumber('--limit', this.limit, { least: 1, most: LIMIT_MAX }),
      offset: readWholeNumber('--offset', this.offset, { least: 0, most: OFFSET_MAX }),
    };
    const { rows, total } = await this.withSource('read', (source) => source.select(choice));
    if (this.ndjson) {
      for (const row of rows) this.context.stdout.write(formatJson(row));
      return;
    }
    this.print({ rows, total }, (paint) => {
      const shown = rows.length < total ? `, of which ${formatCount(rows.length)} are shown` : '';
      const head = `${countOf(total, 'series', 'series')}${shown}\n`;
      return rows.length === 0 ? head : `${renderRows(rows, paint, this.width())}\n${head}`;
    });
  }
}
