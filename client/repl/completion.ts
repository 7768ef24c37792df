import { printable } from '../output/index.ts';

/** What a line may go on with. */
export interface Vocabulary {
  /** Names of functions and forms, and those that were defined. */
  readonly names: () => readonly string[];
  readonly columns: () => Promise<readonly string[]>;
  /** Some ids that begin with a text. */
  readonly ids: (start: string) => Promise<readonly string[]>;
}

/** The words that may stand at the end of a line, and the part that they take the place of. */
export type Completion = [words: string[], part: string];

const NAME = /[^\s()'"{};]*$/u;
/** What a text has behind a backslash. */
const QUOTED = /["\\]/;
const KEYWORDS: readonly string[] = [':k', ':where', ':limit', ':explain'];

/**
 * The words that the end of `line` may become: an id inside a text, a name of a function behind an
 * open parenthesis, a name or a column elsewhere, or a keyword behind a colon. Words that cannot be
 * shown, or typed, as they are have no place among them.
 */
export async function complete(line: string, vocabulary: Vocabulary): Promise<Completion> {
  const text = openText(line);
  if (text !== undefined) {
    const ids = (await vocabulary.ids(text)).filter((id) => isPlain(id) && !QUOTED.test(id));
    return [ids.map((id) => `${id}"`), text];
  }
  const part = NAME.exec(line)?.[0] ?? '';
  const begins = (word: string): boolean => word.startsWith(part) && isPlain(word);
  if (part.startsWith(':')) return [KEYWORDS.filter(begins), part];
  const isHead = line.endsWith(`(${part}`);
  const columns = isHead ? [] : await vocabulary.columns();
  const words = new Set([...vocabulary.names(), ...columns].filter(begins));
  return [[...words].toSorted(), part];
}

function isPlain(word: string): boolean {
  return printable(word) === word;
}

/** What stands behind the last quote if that begins a text; undefined outside of texts. */
function openText(line: string): string | undefined {
  let start: number | undefined;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index];
    if (character === '\\' && start !== undefined) index += 1;
    else if (character === ';' && start === undefined) return undefined;
    else if (character === '"') start = start === undefined ? index + 1 : undefined;
  }
  return start === undefined ? undefined : line.slice(start);
}
