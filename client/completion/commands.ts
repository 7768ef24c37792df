import { Cli } from 'clipanion';
import { nameValue, shapeOf } from '../command-line/synopsis.ts';
import { LOADERS } from '../commands/registry.ts';

/** What may stand at a place of the command line. */
export type Value =
  /** The name of a file or a folder. */
  | { readonly tag: 'file' }
  /** One of some words. */
  | { readonly tag: 'words'; readonly words: readonly string[] }
  /** What no shell knows: a number, an id. */
  | { readonly tag: 'other' };

/** An option as shells complete it. */
export interface CompletedOption {
  readonly names: readonly string[];
  readonly description: string;
  /** What follows it, undefined where nothing does. */
  readonly value: Value | undefined;
}

/** A command as shells complete it. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What its arguments are, in order. */
  readonly positionals: readonly { readonly name: string; readonly value: Value }[];
  /** Whether the last of them may be repeated. */
  readonly repeats: boolean;
}

const HELP: CompletedOption = {
  names: ['-h', '--help'],
  description: 'what it does, its options and examples',
  value: undefined,
};

/** Every command, from what clipanion knows of its class. */
export async function completedCommands(): Promise<readonly CompletedCommand[]> {
  const cli = new Cli({ binaryName: 'vantage' });
  for (const load of LOADERS.values()) cli.register(await load());
  return cli.definitions({ colored: false }).map((definition) => {
    const { name, required, optional, repeats } = shapeOf(definition);
    const options = definition.options.map((option): CompletedOption => {
      const [names = '', value] = nameValue(option.definition).split(' ');
      const { description = '' } = option;
      const named = { names: names.split(','), description };
      return { ...named, value: value === undefined ? undefined : valueOf(value) };
    });
    return {
      name,
      description: definition.description ?? '',
      options: [...options, HELP],
      positionals: [...required, ...optional].map((word) => ({ name: word, value: valueOf(word) })),
      repeats,
    };
  });
}

/** By the name of a value: `bash|zsh|fish` is one of these words, and `DIR|URL` may be a file. */
function valueOf(name: string): Value {
  const words = name.split('|');
  if (words.every((word) => word === word.toLowerCase())) return { tag: 'words', words };
  const isFile = words.some((word) => ['DIR', 'FILE', 'PATH', 'OUT', 'BACKUP'].includes(word));
  return { tag: isFile ? 'file' : 'other' };
}
