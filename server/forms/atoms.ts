import type { Datum } from './datum.ts';
import type { Form, Span } from './form.ts';
import { FormError } from './form-error.ts';

/** No digit can be taken in two ways, so that a word that is no number is told in one pass. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const WHOLE = /^[+-]?\d+$/;
const NUMERIC = /^[+-]?\.?\d/;
const NAME = /^[^:#]+$/u;
/** Half of a surrogate pair, without the other. */
const HALF = /\p{Cs}/u;
const WORDS: ReadonlyMap<string, Extract<Datum, null | boolean>> = new Map([
  ['nil', null],
  ['true', true],
  ['#t', true],
  ['false', false],
  ['#f', false],
]);

/** `\` in a text and what follows it. */
const ESCAPE = /\\(?:u\{([0-9a-fA-F]{1,6})\}|(.))/gsu;
const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * The number, name or word that `text` at `span` is.
 * @throws FormError `SYNTAX`.
 */
export function readWord(text: string, span: Span): Form {
  const { start, end } = span;
  const word = text.slice(start, end);
  const known = WORDS.get(word);
  if (known === null) return { tag: 'nil', start, end };
  if (known !== undefined) return { tag: 'boolean', value: known, start, end };
  if (NUMERIC.test(word)) return { tag: 'number', value: readNumber(word, span), start, end };
  const keyword = word.startsWith(':');
  const name = keyword ? word.slice(1) : word;
  if (NAME.test(name)) return { tag: keyword ? 'keyword' : 'symbol', name, start, end };
  throw new FormError('SYNTAX', `${word} is neither a name nor a number`, span);
}

/**
 * The text between the quotes at `span`, with its escapes undone.
 * @throws FormError `SYNTAX` for an escape that there is none of, and for half a surrogate pair.
 */
export function readText(text: string, span: Span): string {
  const { start, end } = span;
  const value = text
    .slice(start + 1, end - 1)
    .replace(ESCAPE, (escape: string, hex: string | undefined, short: string | undefined) => {
      const character = hex === undefined ? ESCAPED.get(short ?? '') : characterOf(hex);
      if (character !== undefined) return character;
      const known = String.raw`\" \\ \n \r \t and \u{hex}`;
      throw new FormError('SYNTAX', `${escape} is no escape; there are ${known}`, span);
    });
  if (!HALF.test(value)) return value;
  throw new FormError('SYNTAX', 'a text has half a surrogate pair', span);
}

function characterOf(hex: string): string | undefined {
  const code = Number.parseInt(hex, 16);
  return code > 0x10ffff ? undefined : String.fromCodePoint(code);
}

function readNumber(word: string, span: Span): number {
  if (!NUMBER.test(word)) throw new FormError('SYNTAX', `${word} is no number`, span);
  const value = Number(word);
  if (!Number.isFinite(value)) {
    throw new FormError('SYNTAX', `${word} is greater than any double`, span);
  }
  if (WHOLE.test(word) && !Number.isSafeInteger(value)) {
    const advice = 'write it with a decimal point to take the nearest double';
    throw new FormError('SYNTAX', `${word} is beyond 2^53; ${advice}`, span);
  }
  return value;
}
