import type { Readable } from 'node:stream';
import { Option, type Usage } from 'clipanion';
import { querySource } from '../collection/query-source.ts';
import type { Source } from '../collection/source.ts';
import { describeFailure, UsageError } from '../command-line/failure.ts';
import {
  createPaint,
  type Destination,
  formatValue,
  printable,
  wantsColour,
} from '../output/index.ts';
import { follow, History, historyPath, Input, talk, vocabularyOf } from '../repl/index.ts';
import { SourceCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class ReplCommand extends SourceCommand {
  static override readonly paths: string[][] = [['repl']];

  static override readonly usage: Usage = usageOf('repl', {
    details: `
      Evaluates forms as they are typed and prints their values; what one defines the next ones know.
      Tab completes names, columns and, inside quotes, ids; a form may go over several lines. Ctrl-C
      calls off the form that runs; Ctrl-D or \`exit\` leaves. \`(help)\` lists what there is.

      Lines are kept in the file that VANTAGE_HISTORY names, by default below ~/.local/state. What is
      piped in is evaluated form by form, until the first error, which is the exit code.
    `,
    examples: [
      ['Talk with the server', '$0 repl'],
      ['Over a directory, and let forms insert', '$0 repl --data ./demo --write'],
      ['The forms of a file, each with its value', '$0 repl --data ./demo < session.lisp'],
    ],
  });

  readonly write: boolean = Option.Boolean('--write', false, {
    description: 'let forms insert; a directory is then opened for writing',
  });

  override async execute(): Promise<void> {
    if (this.json) {
      throw new UsageError('repl is for people; "vantage query --json" prints a document');
    }
    await this.withSource(this.write ? 'write' : 'read', (source) => this.session(source));
  }

  private async session(source: Source): Promise<void> {
    const { LOCAL_PROGRAM_LIMITS, FormError, printValue, readForms, Session } = await import(
      '../../server/index.ts'
    );
    const { env } = this.context;
    const stdin = this.context.stdin as Readable & { readonly isTTY?: boolean };
    const { stdout } = this.context;
    const session = new Session({
      source: await querySource(source, { writes: this.write }),
      limits: LOCAL_PROGRAM_LIMITS,
    });
    const paint = this.paint();
    const evaluate = async (text: string, signal?: AbortSignal): Promise<void> => {
      await session.evaluate(text, {
        signal,
        onValue: (value) => stdout.write(formatValue(value, { paint, print: printValue })),
      });
    };
    const input = new Input((text) => {
      try {
        readForms(text);
        return false;
      } catch (error) {
        return error instanceof FormError && error.code === 'INCOMPLETE';
      }
    });
    if (stdin.isTTY !== true) return follow(stdin, input, evaluate);
    stdout.write('(help) lists what there is; Ctrl-D leaves\n');
    const history = new History(historyPath(env));
    const vocabulary = vocabularyOf(source, () => session.names());
    return talk({
      stdin,
      stdout,
      input,
      history,
      vocabulary,
      evaluate: (text, signal) => evaluate(text, signal).catch((error) => this.report(error)),
    });
  }

  /** Says why a form failed, and goes on. */
  private report(error: unknown): void {
    const { stderr, env } = this.context;
    const paint = createPaint(wantsColour(stderr as Destination, env));
    stderr.write(`${paint('bad', 'error:')} ${printable(describeFailure(error).message)}\n`);
  }
}
