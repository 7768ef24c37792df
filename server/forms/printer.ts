import type { Datum, Name, Tree } from './datum.ts';
import { finish } from './finish.ts';

/** Characters that a text has as escapes: they end it, or would not show as themselves. */
const ESCAPED = /["\\]|[\p{C}\p{Zl}\p{Zp}]/gu;
const SHORT: ReadonlyMap<string, string> = new Map([
  ['"', String.raw`\"`],
  ['\\', String.raw`\\`],
  ['\n', String.raw`\n`],
  ['\r', String.raw`\r`],
  ['\t', String.raw`\t`],
]);

/** Parts that are printed before others may have a turn. */
const PARTS_AT_A_TIME = 256;

/** A list or record, its elements still to be printed, a record's keys among them. */
interface Open<Other> {
  readonly elements: Iterator<Tree<Other>, unknown>;
  readonly end: ')' | '}';
  /** Whether the next one is the first. */
  isNew: boolean;
}

/**
 * The text of `datum`, on one line and without a character that a terminal would act on. Reading it
 * gives the same datum, if its names are names that a reader made.
 * Cost: O(characters), on a stack of its own.
 */
export function print(datum: Datum): string {
  return printWithin(datum, unreachable, Number.POSITIVE_INFINITY)!; // None is longer.
}

/**
 * As `print`, where `other` has the texts of what is no datum; undefined when the text is longer
 * than `lengthMax`, in UTF-16 units.
 * Cost: O(lengthMax and the longest text in it), although a tree that has a part more than once may
 * have a text without bound.
 */
export function printWithin<Other extends object>(
  tree: Tree<Other>,
  other: (value: Other) => string,
  lengthMax: number,
): string | undefined {
  return finish(printing(tree, other, lengthMax));
}

/** As `printWithin`, a few parts at a time, so that others may have turns between them. */
export function* printing<Other extends object>(
  tree: Tree<Other>,
  other: (value: Other) => string,
  lengthMax: number,
): Generator<undefined, string | undefined, undefined> {
  let text = '';
  let count = 0;
  const stack: Open<Other>[] = [];
  for (let next: Tree<Other> | undefined = tree; text.length <= lengthMax; ) {
    count += 1;
    if (count % PARTS_AT_A_TIME === 0) yield;
    if (next !== undefined) {
      const open = openingOf(next);
      if (open === undefined) text += atomText(next, other);
      else {
        text += open.end === ')' ? '(' : '{';
        stack.push(open);
      }
    }
    const open = stack.at(-1);
    if (open === undefined) return text.length > lengthMax ? undefined : text;
    const { done, value } = open.elements.next();
    next = done === true ? undefined : value;
    if (done === true) {
      text += open.end;
      stack.pop();
    } else if (!open.isNew) {
      text += ' ';
    }
    open.isNew = false;
  }
  return undefined;
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
    return { elements: (tree as readonly Tree<Other>[]).values(), end: ')', isNew: true };
  }
  if (!(tree instanceof Map)) return undefined;
  const elements = keysAndValues(tree as ReadonlyMap<string, Tree<Other>>);
  return { elements, end: '}', isNew: true };
}

function* keysAndValues<Other>(
  entries: ReadonlyMap<string, Tree<Other>>,
): Generator<Tree<Other>, void> {
  for (const [key, value] of entries) {
    yield key;
    yield value;
  }
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
