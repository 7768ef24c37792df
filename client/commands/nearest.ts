import { Option, type Usage } from 'clipanion';
import { K_MAX, readChoice, readWholeNumber, STRATEGIES } from '../command-line/arguments.ts';
import { UsageError } from '../command-line/failure.ts';
import { SubjectCommand } from './base.ts';
import { renderFound, renderShapes } from './found.ts';
import { usageOf } from './usage.ts';

const K_DEFAULT = 5;

export class NearestCommand extends SubjectCommand {
  static override readonly paths: string[][] = [['nearest']];

  static override readonly usage: Usage = usageOf('nearest', {
    details: `
      The answer is exact, whatever the strategy: ascending by distance, and by id where distances
      are equal. A stored series is not its own neighbour.

      With an ID the default is the ${K_DEFAULT} nearest. With \`--file\` alone it is the nearest
      one: a series file in, a name out.
    `,
    examples: [
      ['The five nearest to a stored series', '$0 nearest ts-5'],
      ['The name of the one nearest to a series in a file', '$0 nearest --file light-curve.csv'],
      [
        'The ten nearest, from a directory and without a server',
        '$0 nearest ts-5 -k 10 --data ./demo',
      ],
      ['Among those of one level', `$0 nearest ts-5 --where '(= level "A")'`],
      ['What they look like', '$0 nearest ts-5 -k 3 --plot'],
      ['How the search went about it', '$0 nearest ts-5 --strategy shell --explain --json'],
    ],
  });

  readonly k: string | undefined = Option.String('-k', {
    description: `number of neighbours, 1 to ${K_MAX}; default ${K_DEFAULT}, with --file 1`,
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

  readonly plot: boolean = Option.Boolean('--plot', false, {
    description: 'draw the series and those found, each turned to where they are most alike',
  });

  override async execute(): Promise<void> {
    if (this.plot && this.json) throw new UsageError('--plot and --json exclude each other');
    const subject = this.subject();
    const k =
      readWholeNumber('-k', this.k, { least: 1, most: K_MAX }) ??
      (subject.tag === 'file' ? 1 : K_DEFAULT);
    const strategy = readChoice('--strategy', this.strategy, STRATEGIES);
    const { found, shapes } = await this.withSource('read', async (source) => {
      const { explain, where } = this;
      const asked = await subject.read(source);
      const answer = await source.nearest(asked, { k, strategy, explain, where });
      const { neighbours } = answer;
      const drawn = await this.shapes(source, asked, { neighbours, wanted: this.plot });
      return { found: answer, shapes: drawn };
    });
    const { neighbours, explain } = found;
    this.print({ neighbours, explain }, (paint) => {
      const width = this.width();
      if (!this.plot || shapes === undefined) return renderFound(found, { paint, width, shapes });
      const title = this.id ?? this.file ?? '';
      const pictures = renderShapes(neighbours, title, { paint, width, shapes });
      return `${renderFound(found, { paint, width })}\n${pictures}`;
    });
  }
}
