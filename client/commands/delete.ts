import { Option, type Usage } from 'clipanion';
import { readId } from '../command-line/arguments.ts';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError } from '../command-line/failure.ts';
import { printable } from '../output/index.ts';
import { SourceCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class DeleteCommand extends SourceCommand {
  static override readonly paths: string[][] = [['delete']];

  static override readonly usage: Usage = usageOf('delete', {
    details: 'An id that no series has is an error, with exit code 3; nothing is changed then.',
    examples: [['Remove one series', '$0 delete ts-5']],
  });

  readonly id: string = Option.String({ name: 'ID', required: true });

  override async execute(): Promise<void> {
    const id = readId(this.id);
    const deleted = await this.withSource('write', (source) => source.delete(id));
    if (!deleted) {
      const message = `no series has the id ${JSON.stringify(id)}; nothing was removed`;
      throw new CommandError('NOT_FOUND', message, { exitCode: EXIT.notFound, field: 'id' });
    }
    this.print({ id, deleted }, () => `${printable(id)}: removed\n`);
  }
}
