import { Option, type Usage } from 'clipanion';
import {
  LIMIT_MAX,
  readChoice,
  readNumber,
  readWholeNumber,
  STRATEGIES,
} from '../command-line/arguments.ts';
import { UsageError } from '../command-line/failure.ts';
import { formatJson } from '../command-line/json.ts';
import { countOf, formatCount } from '../output/index.ts';
import { SubjectCommand } from './base.ts';
import { renderFound } from './found.ts';
import { usageOf } from './usage.ts';

export class WithinCommand extends SubjectCommand {
  static override readonly paths: string[][] = [['within']];

  static override readonly usage: Usage = usageOf('within', {
    details: `
      The answer is exact: every series at the radius or nearer, ascending by distance. Where there
      are more than the limit, the nearest are shown and the number of all is told.

      Under \`--ndjson\` one that is cut says so on standard error.
    `,
    examples: [
      ['All within 0.2 of a stored series', '$0 within ts-5 --radius 0.2'],
      ['The same for a series in a file', '$0 within --file light-curve.csv --radius 0.2'],
    ],
  });

  readonly radius: string = Option.String('--radius', {
    required: true,
    description: 'greatest distance, from 0',
  });

  readonly limit: string | undefined = Option.String('--limit', {
    description: `most results, 1 to ${LIMIT_MAX}; default 1000`,
  });

  readonly strategy: string | undefined = Option.String('--strategy', {
    description: `how to search: ${STRATEGIES.join(', ')}; the answer is the same`,
  });

  readonly where: string | undefined = Option.String('--where', {
    description: 'filter on metadata: only series that match it, such as \'(= level "A")\'',
  });

  readonly explain: boolean = Option.Boolean('--explain', false, {
    description: 'add the counts of every step',
  });

  readonly ndjson: boolean = Option.Boolean('--ndjson', false, {
    description: 'print a JSON document for each series found, and nothing else',
  });

  override async execute(): Promise<void> {
    if (this.ndjson && this.json) throw new UsageError('--ndjson and --json exclude each other');
    if (this.ndjson && this.explain)
      throw new UsageError('--explain goes with --json, not --ndjson');
    const subject = this.subject();
    const radius = readNumber('--radius', this.radius, { least: 0 });
    const limit = readWholeNumber('--limit', this.limit, { least: 1, most: LIMIT_MAX });
    const strategy = readChoice('--strategy', this.strategy, STRATEGIES);
    const { found, shapes } = await this.withSource('read', async (source) => {
      const { explain, where } = this;
      const asked = await subject.read(source);
      const answer = await source.within(asked, { radius, limit, strategy, explain, where });
      const { neighbours } = answer;
      const drawn = this.ndjson
        ? undefined
        : await this.shapes(source, asked, { neighbours, wanted: false });
      return { found: answer, shapes: drawn };
    });
    const { neighbours, total, truncated, explain } = found;
    if (this.ndjson) {
      for (const neighbour of neighbours) this.context.stdout.write(formatJson(neighbour));
      const shown = `${formatCount(neighbours.length)} of ${formatCount(total)}`;
      if (truncated) this.context.stderr.write(`${shown} were printed; --limit asks for more\n`);
      return;
    }
    this.print({ neighbours, total, truncated, explain }, (paint) => {
      const shown = truncated ? `, of which the nearest ${formatCount(neighbours.length)}` : '';
      const head = `${countOf(total, 'series', 'series')} within ${this.radius}${shown}\n`;
      return neighbours.length === 0
        ? head
        : `${head}\n${renderFound(found, { paint, width: this.width(), shapes })}`;
    });
  }
}
