import { Cli, type Command } from 'clipanion';
import { COMMANDS } from '../commands/catalogue.ts';
import { LOADERS } from '../commands/registry.ts';
import {
  createPaint,
  type Destination,
  printable,
  printableLines,
  wantsColour,
} from '../output/index.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { describeFailure, type Failure } from './failure.ts';
import { formatJson } from './json.ts';
import { packageVersion } from './package-files.ts';
import type { Streams } from './streams.ts';
import { type Declaration, nameValue, shapeOf } from './synopsis.ts';
import { syntaxFault } from './syntax-fault.ts';

/** Loads the command that `parameters` name, runs it, and resolves to its exit code. */
export async function runCommand(
  parameters: readonly string[],
  streams: Streams,
): Promise<ExitCode> {
  const cli = new CommandLine(parameters, streams);
  // An option may stand before the name, so any word may be it.
  for (const [name, load] of LOADERS) if (parameters.includes(name)) cli.register(await load());
  const exitCode = await cli.run([...parameters], { ...streams });
  return cli.failure?.exitCode ?? (exitCode as ExitCode);
}

/**
 * Clipanion, but for its errors, which it prints on standard output to exit with 1, and for the
 * values of options, which it calls #0.
 */
class CommandLine extends Cli {
  /** What stopped the command, once something has. */
  failure: Failure | undefined;
  readonly #parameters: readonly string[];
  readonly #streams: Streams;

  constructor(parameters: readonly string[], streams: Streams) {
    super({
      binaryLabel: 'Vantage, an exact time-series similarity database',
      binaryName: 'vantage',
      binaryVersion: packageVersion(),
      enableColors: wantsColour(streams.stdout as Destination, streams.env),
    });
    this.#parameters = parameters;
    this.#streams = streams;
  }

  /** Reports the error that ended a run. What it returns is printed on standard output. */
  override error(error: unknown, { command }: { command?: Command | null } = {}): string {
    const failure = describeFailure(this.#explained(error));
    this.failure = failure;
    const { stderr, env } = this.#streams;
    const paint = createPaint(wantsColour(stderr as Destination, env));
    const lines = [`${paint('bad', 'error:')} ${printable(failure.message)}`];
    if (failure.exitCode === EXIT.usage) {
      lines.push(`see: vantage ${[...(command?.path ?? this.#named()), '--help'].join(' ')}`);
    }
    if (failure.stack !== undefined) {
      lines.push('this is a fault of vantage itself; please report it with these lines:');
      lines.push(printableLines(failure.stack));
    }
    stderr.write(`${lines.join('\n')}\n`);
    return wantsJson(this.#parameters) ? formatJson(documentOf(failure)) : '';
  }

  protected override getUsageByIndex(
    index: number,
    { detailed = true }: { detailed?: boolean } = {},
  ): { usage: string; options: { definition: string; description: string; required: boolean }[] } {
    const plain = super.getUsageByIndex(index, { detailed, inlineOptions: false });
    const options = plain.options.map((option) => ({
      ...option,
      definition: nameValue(option.definition),
    }));
    const required = options.filter((option) => option.required);
    const usage = [plain.usage, ...required.map(({ definition }) => definition)].join(' ');
    return { usage, options };
  }

  /** A line that clipanion did not understand, as a usage error that says why. */
  #explained(error: unknown): unknown {
    if (!(error instanceof Error && error.name === 'UnknownSyntaxError')) return error;
    const names = COMMANDS.map(({ name }) => name);
    const shapes = this.#declarations().map(shapeOf);
    const fault = syntaxFault(this.#parameters, { names, shapes });
    if (fault !== undefined) error.message = fault;
    return error;
  }

  /** The command that the line names, if there is such a one. */
  #named(): readonly string[] {
    const name = this.#parameters.find((word) => !word.startsWith('-'));
    const known = COMMANDS.some((command) => command.name === name);
    return known && name !== undefined ? [name] : [];
  }

  #declarations(): readonly Declaration[] {
    return [...this.registrations.values()].map(({ index }) =>
      super.getUsageByIndex(index, { detailed: true, inlineOptions: false }),
    );
  }
}

function documentOf({ code, message, field, place, progress }: Failure): unknown {
  return { error: { code, message, field, place }, ...progress };
}

/** Whether `--json` is among the options, even where the rest was not understood. */
function wantsJson(parameters: readonly string[]): boolean {
  const end = parameters.indexOf('--');
  return (end === -1 ? parameters : parameters.slice(0, end)).includes('--json');
}
