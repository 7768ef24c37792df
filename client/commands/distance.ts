import { Option, type Usage } from 'clipanion';
import { readId } from '../command-line/arguments.ts';
import { formatExact } from '../output/index.ts';
import { SourceCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class DistanceCommand extends SourceCommand {
  static override readonly paths: string[][] = [['distance']];

  static override readonly usage: Usage = usageOf('distance', {
    details: `
      Prints the distance alone, to its last digit. It is 0 exactly where one series is a circular
      shift of the other, after both were standardised.
    `,
    examples: [['Between two stored series', '$0 distance ts-5 ts-17']],
  });

  readonly a: string = Option.String({ name: 'A', required: true });
  readonly b: string = Option.String({ name: 'B', required: true });

  override async execute(): Promise<void> {
    const [a, b] = [readId(this.a), readId(this.b)];
    const distance = await this.withSource('read', (source) => source.distance(a, b));
    this.print({ distance }, () => `${formatExact(distance)}\n`);
  }
}
