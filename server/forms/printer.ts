import type { Datum, Name, Tree } from './datum.ts';

/** Characters that a text has as escapes: they end it, or would not show as themselves. */
const ESCAPED = /["\\]|[\p{C}\p{Zl}\p{Zp}]/gu;
const SHORT: ReadonlyMap<string, string> = new Map([
  ['"', String.raw`\"`],
  ['\\', String.raw`\\`],
  ['\n', String.raw`\n`],
  ['\r', String.raw`\r`],
  ['\t', String.raw`\t`],
]);

/** A list or record, its elements still to be printed, a record's keys among them. */
interface Open<Other> {
  readonly elements: readonly Tree<Other>[];
  readonly end: ')' | '}';
  /** How many are printed. */
  count: number;
}

/**
 * The text of `datum`, on one line and without a character that a terminal would act on. Reading it
 * gives the same datum, if its names are names that a reader made.
 * Cost: O(characters), on a stack of its own.
 */
export function print(datum: Datum): string {
  return printTree(datum, unreachable);
}

/** As `print`; `other` has the texts of what is no datum. */
export function printTree<Other extends object>(
  tree: Tree<Other>,
  other: (value: Other) => string,
): string {
  const parts: string[] = [];
  const stack: Open<Other>[] = [];
  for (let next: Tree<Other> | undefined = tree; ; ) {
    if (next !== undefined) {
      const open = openingOf(next);
      if (open === undefined) parts.push(atomText(next, other));
      else {
        parts.push(open.end === ')' ? '(' : '{');
        stack.push(open);
      }
    }
    const open = stack.at(-1);
    if (open === undefined) return parts.join('');
    next = open.elements[open.count];
    if (next === undefined) {
      parts.push(open.end);
      stack.pop();
    } else if (open.count > 0) {
      parts.push(' ');
    }
    open.count += 1;
  }
}

/** The text of a number: whole beyond 2^53 with a decimal point, as the reader wants it. */
function printNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const exact = !Number.isInteger(value) || Number.isSafeInteger(value) || text.includes('e');
  return exact ? text : `${text}.0`;
}

/** The text of a text, with its quotes. */
function printText(value: string): string {
  const escaped = value.replace(ESCAPED, (character) => {
    return SHORT.get(character) ?? `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
  return `"${escaped}"`;
}

function openingOf<Other>(tree: Tree<Other>): Open<Other> | undefined {
  if (Array.isArray(tree)) {
    return { elements: tree as readonly Tree<Other>[], end: ')', count: 0 };
  }
  if (!(tree instanceof Map)) return undefined;
  const elements = [...tree].flat() as Tree<Other>[];
  return { elements, end: '}', count: 0 };
}

/** The text of what is neither a list nor a record. */
function atomText<Other extends object>(
  tree: Tree<Other>,
  other: (value: Other) => string,
): string {
  if (tree === null) return 'nil';
  if (typeof tree === 'string') return printText(tree);
  if (typeof tree === 'number') return printNumber(tree);
  if (typeof tree === 'boolean') return tree ? 'true' : 'false';
  const { tag, name } = tree as Partial<Name>;
  if (tag === 'symbol') return String(name);
  return tag === 'keyword' ? `:${name}` : other(tree as Other);
}

function unreachable(value: never): never {
  throw new TypeError(`${String(value)} is no datum`);
}
