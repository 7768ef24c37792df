import { type Datum, isName } from './datum.ts';

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
interface Open {
  readonly elements: readonly Datum[];
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
  const parts: string[] = [];
  const stack: Open[] = [];
  for (let next: Datum | undefined = datum; ; ) {
    if (next !== undefined) {
      const open = openingOf(next);
      if (open === undefined) parts.push(atomText(next));
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

function openingOf(datum: Datum): Open | undefined {
  if (Array.isArray(datum)) return { elements: datum as readonly Datum[], end: ')', count: 0 };
  return datum instanceof Map ? { elements: [...datum].flat(), end: '}', count: 0 } : undefined;
}

function atomText(datum: Datum): string {
  if (datum === null) return 'nil';
  if (typeof datum === 'string') return printText(datum);
  if (typeof datum === 'number') return printNumber(datum);
  if (isName(datum)) return datum.tag === 'keyword' ? `:${datum.name}` : datum.name;
  return datum === true ? 'true' : 'false';
}
