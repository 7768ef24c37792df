import { type BaseContext, Builtins, Cli, Command, type CommandClass } from 'clipanion';
import * as commands from './commands/index.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { describeFailure, type Failure } from './failure.ts';
import { createPaint, formatJson, printable, printableLines, wantsColour } from './output/index.ts';
import { packageVersion } from './package-files.ts';

/** The streams and the environment of one run; commands reach them as their context. */
export type Streams = Pick<BaseContext, 'stdin' | 'stdout' | 'stderr' | 'env'>;

/**
 * Runs the command line `parameters` and resolves to its exit code; never rejects.
 *
 * Errors go to standard error, one line and what to do; under `--json` they are the document on
 * standard output as well, `{"error": {"code", "message", "field"?}}`.
 */
export async function runCommandLine(
  parameters: readonly string[],
  streams: Streams,
): Promise<ExitCode> {
  const cli = new CommandLine(parameters, streams);
  const exitCode = await cli.run([...parameters], { ...streams });
  return cli.failure?.exitCode ?? (exitCode as ExitCode);
}

/** `vantage` alone prints what there is. */
class OverviewCommand extends Command {
  static override readonly paths: string[][] = [Command.Default];

  override async execute(): Promise<void> {
    this.context.stdout.write(this.cli.usage());
  }
}

/** Clipanion, but for what it does with errors: it prints them on standard output and exits 1. */
class CommandLine extends Cli {
  /** What stopped the command, once something has. */
  failure: Failure | undefined;
  readonly #streams: Streams;
  readonly #json: boolean;

  constructor(parameters: readonly string[], streams: Streams) {
    super({
      binaryLabel: 'Vantage, an exact time-series similarity database',
      binaryName: 'vantage',
      binaryVersion: packageVersion(),
      enableColors: wantsColour(streams.stdout as { isTTY?: boolean }, streams.env),
    });
    this.#streams = streams;
    this.#json = wantsJson(parameters);
    this.register(OverviewCommand);
    this.register(Builtins.HelpCommand);
    this.register(Builtins.VersionCommand);
    for (const command of Object.values(commands)) this.register(command as CommandClass);
  }

  /** Reports the error that ended a run. What it returns is printed on standard output. */
  override error(error: unknown, { command }: { command?: Command | null } = {}): string {
    const failure = describeFailure(error);
    this.failure = failure;
    const { stderr, env } = this.#streams;
    const paint = createPaint(wantsColour(stderr as { isTTY?: boolean }, env));
    const lines = [`${paint('bad', 'error:')} ${this.#messageOf(failure)}`];
    if (failure.exitCode === EXIT.usage) {
      const name = command?.path?.join(' ');
      lines.push(`see: vantage ${name === undefined ? '' : `${name} `}--help`);
    }
    if (failure.stack !== undefined) {
      lines.push('this is a fault of vantage itself; please report it with these lines:');
      lines.push(printableLines(failure.stack));
    }
    stderr.write(`${lines.join('\n')}\n`);
    return this.#json ? formatJson(documentOf(failure)) : '';
  }

  /** Clipanion's own messages have several lines, ours one. */
  #messageOf({ code, message }: Failure): string {
    return code === 'USAGE' ? printableLines(message) : printable(message);
  }
}

function documentOf({ code, message, field, progress }: Failure): unknown {
  return { error: { code, message, field }, ...progress };
}

/** Whether `--json` is among the options, even where the rest was not understood. */
function wantsJson(parameters: readonly string[]): boolean {
  const end = parameters.indexOf('--');
  return (end === -1 ? parameters : parameters.slice(0, end)).includes('--json');
}
