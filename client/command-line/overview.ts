import { COMMANDS } from '../commands/catalogue.ts';
import type { Paint } from '../output/index.ts';
import { packageVersion } from './package-files.ts';

/** What `vantage` alone and `vantage --help` print: every command in a line. */
export function overview(paint: Paint): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = [
    `vantage ${packageVersion()}, an exact time-series similarity database`,
    '',
    `${paint('bold', 'usage')}  vantage COMMAND [ARGUMENTS] [OPTIONS]`,
  ];
  let category = '';
  for (const command of COMMANDS) {
    if (command.category !== category) {
      category = command.category;
      lines.push('', paint('bold', category));
    }
    lines.push(`  ${command.name.padEnd(width)}  ${command.description}`);
  }
  lines.push('', '"vantage COMMAND --help" has the options of a command, and examples.');
  return `${lines.join('\n')}\n`;
}
