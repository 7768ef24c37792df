import { printable } from '../printable.ts';
import { badFile } from './bad-file.ts';
import type { RowPlace } from './cells.ts';
import { excerpt } from './excerpt.ts';

/** How V8 words a syntax error whose place it knows. */
const WITH_POSITION = /^(.*?)(?: in JSON)? at position (\d+)(?: \(.*\))?$/s;

/**
 * The document that the line `text` holds, of any shape.
 * @throws DatabaseError `BAD_FILE` when it is not JSON, naming the character at fault, from 1.
 */
export function parseJson(text: string, place: RowPlace): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const wording = cause instanceof Error ? cause.message : '';
    const [, reason, position] = WITH_POSITION.exec(wording) ?? [];
    const index = position === undefined ? noValueIndex(text) : Number(position);
    const found = index < text.length ? excerpt(text.slice(index)) : 'the end of the line';
    throw badFile(
      place,
      `not JSON at character ${index + 1}, ${found}: ` +
        `${printable(reason ?? 'a value is expected')}; write one object or array on the line, ` +
        'and only finite numbers',
      { cause },
    );
  }
}

/**
 * Index of the first place where a value is expected and none begins, or the length of `text`:
 * the one kind of fault of which V8 does not tell the place. Requires text that is not JSON.
 */
function noValueIndex(text: string): number {
  const value = /["[{\d-]|true|false|null/y;
  let before = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (character === ' ' || character === '\t') continue;
    if (before === '' || before === '[' || before === ',' || before === ':') {
      value.lastIndex = index;
      if (!value.test(text) && !(before === '[' && character === ']')) return index;
    }
    before = character;
    if (character === '"') index = stringEnd(text, index);
  }
  return text.length;
}

/** Index of the quote that ends the string whose first quote is at `start`, or the length. */
function stringEnd(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}
