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
    return runCommand(parameters, streams);
  }
  streams.stdout.write(answer);
  return 0;
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
