import { readFile } from 'node:fs/promises';
import { Option, type Usage } from 'clipanion';
import { querySource } from '../collection/query-source.ts';
import { readAll } from '../collection/read-all.ts';
import { UsageError } from '../command-line/failure.ts';
import { formatValue } from '../output/index.ts';
import { SourceCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class QueryCommand extends SourceCommand {
  static override readonly paths: string[][] = [['query']];

  static override readonly usage: Usage = usageOf('query', {
    details: `
      Evaluates the forms of TEXT, of a file, or of standard input (\`-\`) in this process, and prints
      the value of the last one. The functions of the collection ask the server or the directory.

      Forms are S-expressions; \`vantage query '(help)'\` lists them all and \`(help nearest)\` tells of
      one. Without \`--write\` a program only reads.
    `,
    examples: [
      [
        'The neighbours of a series among some',
        `$0 query '(nearest "ts-17" :k 5 :where (= level "A"))'`,
      ],
      ['Rows of metadata', `$0 query '(select (where (> std 0.2)) (fields id std) (limit 5))'`],
      ['A program in a file', '$0 query -f suspects.lisp --data ./demo --json'],
      ['What there is', `$0 query '(help)'`],
    ],
  });

  readonly text: string | undefined = Option.String({ name: 'TEXT', required: false });

  readonly file: string | undefined = Option.String('-f,--file', {
    description: 'file with the program',
  });

  readonly write: boolean = Option.Boolean('--write', false, {
    description: 'let the program insert; a directory is then opened for writing',
  });

  override async execute(): Promise<void> {
    const text = await this.program();
    const { LOCAL_PROGRAM_LIMITS, printValue, Session, toJson } = await import(
      '../../server/index.ts'
    );
    const value = await this.withSource(this.write ? 'write' : 'read', async (source) => {
      const session = new Session({
        source: await querySource(source, { writes: this.write }),
        limits: LOCAL_PROGRAM_LIMITS,
      });
      return session.evaluate(text);
    });
    // What JSON cannot hold is an error under --json only.
    const document = this.json ? { value: toJson(value) } : undefined;
    this.print(document, (paint) => formatValue(value, { paint, print: printValue }));
  }

  private async program(): Promise<string> {
    const { text, file } = this;
    if (text !== undefined && file !== undefined) {
      throw new UsageError('TEXT and --file exclude each other');
    }
    if (file !== undefined) return readFile(file, 'utf8');
    if (text === undefined) throw new UsageError('give a program, a file with -f, or - for input');
    return text === '-' ? readAll(this.context.stdin) : text;
  }
}
