import { COMMANDS } from '../commands/catalogue.ts';
import { createPaint, type Destination, wantsColour } from '../output/index.ts';
import type { ExitCode } from './exit-codes.ts';
import { overview } from './overview.ts';
import { packageVersion } from './package-files.ts';
import type { Streams } from './streams.ts';

/**
 * Runs the command line `parameters` and resolves to its exit code; never rejects. Only the modules
 * of the command that is named are loaded.
 *
 * Errors go to standard error, one line and what to do; under `--json` they are the document on
 * standard output as well, `{"error": {"code", "message", "field"?}}`.
 */
export async function runCommandLine(
  parameters: readonly string[],
  streams: Streams,
): Promise<ExitCode> {
  const [first, ...others] = parameters;
  if (first === 'help') return runCommandLine([...others, '--help'], streams);
  const answer = others.length === 0 ? answerTo(first, streams) : undefined;
  if (answer === undefined) {
    const { runCommand } = await import('./run-command.ts');
    const explained = helpWanted(parameters);
    return runCommand(explained === undefined ? parameters : [explained, '--help'], streams);
  }
  streams.stdout.write(answer);
  return 0;
}

/** The command that is named beside a wish for help, wherever either stands; or undefined. */
function helpWanted(parameters: readonly string[]): string | undefined {
  const end = parameters.indexOf('--');
  const words = end === -1 ? parameters : parameters.slice(0, end);
  if (!words.some((word) => word === '-h' || word === '--help')) return undefined;
  return words.find((word) => COMMANDS.some(({ name }) => name === word));
}

/** What to print for a line that names no command; undefined for any other. */
function answerTo(word: string | undefined, { stdout, env }: Streams): string | undefined {
  switch (word) {
    case undefined:
    case '-h':
    case '--help':
      return overview(createPaint(wantsColour(stdout as Destination, env)));
    case '-v':
    case '--version':
      return `${packageVersion()}\n`;
    default:
      return undefined;
  }
}
