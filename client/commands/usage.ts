import { Command, type Usage } from 'clipanion';
import { COMMANDS } from './catalogue.ts';

/** What only the help of the command itself tells. */
interface UsageDetails {
  /** Paragraphs, in the dialect of Markdown that clipanion reads. */
  readonly details: string;
  /** What each does, and its line, in which `$0` is the program. At least one. */
  readonly examples: [what: string, line: string][];
}

/**
 * The usage of the command `name`, whose category and description are those of the catalogue.
 * @throws TypeError when there is no such entry.
 */
export function usageOf(name: string, { details, examples }: UsageDetails): Usage {
  const entry = COMMANDS.find((command) => command.name === name);
  if (entry === undefined) throw new TypeError(`the catalogue has no command ${name}`);
  const { category, description } = entry;
  return Command.Usage({ category, description, details, examples });
}
