import type { CompletedCommand, CompletedOption, Value } from './commands.ts';

/** A script for fish, 3.0 or newer. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const lines = [
    '# fish completion of vantage',
    'complete -c vantage -f',
    "complete -c vantage -n __fish_use_subcommand -s h -l help -d 'what there is'",
    "complete -c vantage -n __fish_use_subcommand -s v -l version -d 'the version'",
  ];
  for (const command of commands) lines.push(...linesOf(command));
  return `${lines.join('\n')}\n`;
}

function linesOf({ name, description, options, positionals }: CompletedCommand): string[] {
  const here = `complete -c vantage -n '__fish_seen_subcommand_from ${name}'`;
  const lines = [
    `complete -c vantage -n __fish_use_subcommand -a ${name} -d ${quote(description)}`,
  ];
  for (const option of options) lines.push(`${here} ${optionOf(option)}`);
  const values = positionals.map(({ value }) => value);
  for (const value of values) {
    if (value.tag === 'words') lines.push(`${here} -a ${quote(value.words.join(' '))}`);
  }
  if (values.some(({ tag }) => tag === 'file')) lines.push(`${here} -F`);
  return lines;
}

function optionOf({ names, description, value }: CompletedOption): string {
  const spelled = names.map((name) => {
    return name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
  });
  return [...spelled, ...valueOf(value), `-d ${quote(description)}`].join(' ');
}

function valueOf(value: Value | undefined): readonly string[] {
  if (value === undefined) return [];
  if (value.tag === 'words') return ['-x', `-a ${quote(value.words.join(' '))}`];
  return value.tag === 'file' ? ['-r', '-F'] : ['-x'];
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
