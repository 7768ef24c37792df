import { excerpt } from './excerpt.ts';

/** Greatest length of an id, in bytes of UTF-8. */
const ID_BYTES_MAX = 255;

/** Control characters, and halves of surrogate pairs, which UTF-8 cannot carry. */
const FORBIDDEN = /[\p{Cc}\p{Cs}]/u;

/**
 * Why `id` cannot name a series, or undefined when it can: an id is 1 to 255 bytes of UTF-8
 * without control characters. Letters are never folded or normalised.
 */
export function idFault(id: string): string | undefined {
  if (id === '') return 'the id is empty; it must have 1 to 255 bytes';
  const bytes = Buffer.byteLength(id);
  if (bytes > ID_BYTES_MAX) {
    return `the id ${excerpt(id)} has ${bytes} bytes; it must have 1 to ${ID_BYTES_MAX}`;
  }
  const found = FORBIDDEN.exec(id)?.[0];
  if (found === undefined) return undefined;
  const problem = `the id ${excerpt(id)} contains ${excerpt(found)}`;
  return `${problem}; control characters and halves of surrogate pairs are not allowed`;
}
