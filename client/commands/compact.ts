import { Option, type Usage } from 'clipanion';
import { engineFileAt, withEngineFile } from '../collection/engine-file.ts';
import { formatCount, printable } from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class CompactCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['compact']];

  static override readonly usage: Usage = usageOf('compact', {
    details: `
      Copies what is alive to a new file, laid out for reading, and puts that in the place of the
      old one. Trees keep their shape. A power cut leaves one of the two, whole.

      The file must not be open for writing elsewhere: a server compacts its own by itself, when
      more than half of it and more than 32 MiB are dead. There must be room for the copy.
    `,
    examples: [
      ['A data directory', '$0 compact ./gunpoint'],
      ['An engine file of any kind', '$0 compact ./gunpoint/collection.vantage --json'],
    ],
  });

  readonly place: string = Option.String({ name: 'DIR|FILE', required: true });

  override async execute(): Promise<void> {
    const path = await engineFileAt(this.place);
    const { before, after } = await withEngineFile(path, {}, async (file) => {
      const bytesBefore = file.stats().bytesTotal;
      await file.compact();
      return { before: bytesBefore, after: file.stats().bytesTotal };
    });
    const document = { file: path, bytesBefore: before, bytesAfter: after };
    this.print(document, () => {
      return `${printable(path)}: ${formatCount(before)} bytes before, ${formatCount(after)} now\n`;
    });
  }
}
