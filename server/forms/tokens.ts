import { FormError } from './form-error.ts';

/** A piece of text that is a form, or a part of the frame of one: [start, end). */
export interface Token {
  readonly tag: 'open' | 'close' | 'quote' | 'text' | 'word';
  readonly start: number;
  readonly end: number;
}

const SPACE = /(?:\s|;[^\n]*)*/uy;
/** Letters, marks, digits, and signs that no form needs for itself. */
const WORD = /[\p{L}\p{M}\p{N}_+\-*/<>=!?.%&^~$@:#]+/uy;
const TEXT = /"(?:[^"\\]|\\.)*"/suy;
const FRAME: ReadonlyMap<string, Token['tag']> = new Map([
  ['(', 'open'],
  ['{', 'open'],
  [')', 'close'],
  ['}', 'close'],
  ["'", 'quote'],
]);

/**
 * The first token from `offset` on, past white space and comments; undefined at the end.
 * @throws FormError `SYNTAX` for a character that begins none, `INCOMPLETE` for a text without end.
 * Cost: O(characters passed).
 */
export function nextToken(text: string, offset: number): Token | undefined {
  const start = endOf(SPACE, text, offset) ?? offset;
  const first = text.codePointAt(start);
  if (first === undefined) return undefined;
  const character = String.fromCodePoint(first);
  const tag = FRAME.get(character);
  if (tag !== undefined) return { tag, start, end: start + 1 };
  if (character === '"') return { tag: 'text', start, end: textEnd(text, start) };
  const end = endOf(WORD, text, start);
  if (end !== undefined) return { tag: 'word', start, end };
  const span = { start, end: start + character.length };
  throw new FormError('SYNTAX', `${JSON.stringify(character)} begins no form`, span);
}

function textEnd(text: string, start: number): number {
  const end = endOf(TEXT, text, start);
  if (end !== undefined) return end;
  const span = { start, end: text.length };
  throw new FormError('INCOMPLETE', 'a text begins here and has no closing quote', span);
}

function endOf(pattern: RegExp, text: string, offset: number): number | undefined {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
