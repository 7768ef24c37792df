import { Option, type Usage } from 'clipanion';
import { readId } from '../command-line/arguments.ts';
import { formatExact, plot } from '../output/index.ts';
import { SourceCommand } from './base.ts';
import { usageOf } from './usage.ts';

const PLOT_ROWS = 6;
const PLOT_COLUMNS_MAX = 100;

export class GetCommand extends SourceCommand {
  static override readonly paths: string[][] = [['get']];

  static override readonly usage: Usage = usageOf('get', {
    details: `
      Prints times and values as CSV, exactly as they were stored, under a header: a file that
      \`nearest --file\` and \`import\` read. On a terminal a picture comes first.
    `,
    examples: [
      ['Look at a series', '$0 get ts-5'],
      ['Copy it into a file', '$0 get ts-5 > ts-5.csv'],
    ],
  });

  readonly id: string = Option.String({ name: 'ID', required: true });

  override async execute(): Promise<void> {
    const id = readId(this.id);
    const { times, values } = await this.withSource('read', (source) => source.get(id));
    this.print({ id, times, values }, () => this.picture(values) + csvOf(times, values));
  }

  private picture(values: Float64Array): string {
    const { isTTY, columns = 80 } = this.context.stdout as { isTTY?: boolean; columns?: number };
    if (isTTY !== true) return '';
    const size = { columns: Math.min(PLOT_COLUMNS_MAX, Math.max(1, columns - 1)), rows: PLOT_ROWS };
    return `${plot(values, size).join('\n')}\n`;
  }
}

function csvOf(times: Float64Array, values: Float64Array): string {
  const lines = ['time,value'];
  for (const [index, time] of times.entries()) {
    lines.push(`${formatExact(time)},${formatExact(values[index]!)}`);
  }
  return `${lines.join('\n')}\n`;
}
