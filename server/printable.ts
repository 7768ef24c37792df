/** Controls, formats (among them those that reverse text), surrogates, and line separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

/** `text` with every character that would not show as itself written as an escape. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    return SHORT_ESCAPES.get(character) ?? `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
}

/**
 * JSON `text` with the same characters as `\u` escapes: the same document, safe to show. Requires
 * that it has no white space outside of its texts but spaces.
 */
export function printableJson(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    Array.from({ length: character.length }, (_, unit) => {
      const code = character.charCodeAt(unit).toString(16);
      return `\\u${code.padStart(4, '0')}`;
    }).join(''),
  );
}
