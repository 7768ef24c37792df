import type { CommandShape, OptionShape } from './synopsis.ts';

/** What there is to be named on a command line. */
export interface KnownCommands {
  readonly names: readonly string[];
  /** Of the commands whose names are on the line, at least. */
  readonly shapes: readonly CommandShape[];
}

/**
 * The first thing wrong with the command line `parameters`, in one line; undefined when there is
 * nothing that this knows of. Clipanion refuses the same lines, but cannot say why.
 */
export function syntaxFault(
  parameters: readonly string[],
  { names, shapes }: KnownCommands,
): string | undefined {
  const at = parameters.findIndex((word) => !word.startsWith('-'));
  const name = parameters[at];
  if (name === undefined) return 'no command is named';
  const command = shapes.find((shape) => shape.name === name);
  if (command === undefined) {
    return `there is no command ${name}${suggestion(name, names)}`;
  }
  return argumentFault(command, parameters.toSpliced(at, 1));
}

function argumentFault(command: CommandShape, words: readonly string[]): string | undefined {
  const { name, options, required, optional, repeats } = command;
  const found: string[] = [];
  const given = new Set<OptionShape>();
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    if (word === '--') {
      found.push(...words.slice(index + 1));
      break;
    }
    if (word === '-' || !word.startsWith('-')) {
      found.push(word);
      continue;
    }
    const [flag, value] = splitOnce(word, '=');
    const option = options.find(({ names }) => names.includes(flag));
    if (option === undefined) {
      const known = options.flatMap(({ names }) => names).filter((other) => other.startsWith('--'));
      return `${name} has no option ${flag}${suggestion(flag, known)}`;
    }
    given.add(option);
    if (!option.takesValue) {
      if (value !== undefined) return `${flag} takes no value`;
    } else if (value === undefined) {
      const next = words[index + 1];
      if (next === undefined) return `${flag} needs a value`;
      if (next.startsWith('-')) return `${flag} needs a value; write ${flag}=${next} if it is that`;
      index += 1;
    }
  }
  const missing = required[found.length];
  if (missing !== undefined) return `${name} needs ${missing}`;
  const most = repeats ? Number.POSITIVE_INFINITY : required.length + optional.length;
  if (found.length > most) return `${name} does not know what to do with ${found[most]}`;
  const absent = options.find((option) => option.required && !given.has(option));
  return absent === undefined ? undefined : `${name} needs ${absent.names.join(' or ')}`;
}

function suggestion(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** The one of `names` that is the fewest changes away from `name`, if that is not too many. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const changesMax = Math.max(1, Math.floor(name.length / 3));
  const ranked = names
    .map((known) => ({ name: known, changes: changesBetween(known, name) }))
    .filter(({ changes }) => changes <= changesMax)
    .toSorted((a, b) => a.changes - b.changes);
  return ranked[0]?.name;
}

/** Characters to insert, remove or replace to get from one word to the other. */
function changesBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
