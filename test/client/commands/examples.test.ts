import { Cli, Command } from 'clipanion';
import { expect, it } from 'vitest';
import { COMMANDS } from '../../../client/commands/catalogue.ts';
import { LOADERS } from '../../../client/commands/registry.ts';

/** The words behind `$0` in a line of a shell: up to a pipe, a redirection or a closing bracket. */
function wordsOf(line: string): readonly string[] {
  const [, rest = ''] = line.split('$0 ');
  const words: string[] = [];
  for (const [, quoted, bare] of rest.matchAll(/'([^']*)'|([^\s']+)/g)) {
    if (bare !== undefined && /^[|<>]/.test(bare)) break;
    words.push(quoted ?? bare!.replace(/\)$/, ''));
  }
  return words;
}

it.each(COMMANDS.map(({ name }) => name))(
  'every example of %s is a line of its own',
  async (name) => {
    const cli = new Cli({ binaryName: 'vantage' });
    for (const load of LOADERS.values()) cli.register(await load());
    const command = await LOADERS.get(name)!();
    const { examples = [] } = command.usage ?? {};
    expect(examples.length).toBeGreaterThan(0);
    for (const [, line] of examples) {
      const parsed = cli.process([...wordsOf(line)]);
      expect(parsed).toBeInstanceOf(Command);
      expect(parsed).toBeInstanceOf(command);
    }
  },
);
